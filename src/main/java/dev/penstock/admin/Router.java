package dev.penstock.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the endpoint of a request. Immutable. */
final class Router {
    private final List<Candidate> candidates;

    Router(List<Endpoint> endpoints) {
        this.candidates = endpoints.stream().map(Candidate::of).toList();
        long distinct = endpoints.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path().replaceAll("\\{[^}]*}", "{}"))
                .distinct()
                .count();
        if (distinct != endpoints.size()) {
            throw new IllegalStateException("Two endpoints have the same method and path");
        }
    }

    /** What was found for a request. */
    sealed interface Found {
        /** An endpoint, and what stands in the braces of its path. */
        record Match(Endpoint endpoint, Map<String, String> parts) implements Found {}

        /** The path is known, the method is not. */
        record OtherMethod(List<String> allowed) implements Found {}

        /** Nothing has this path. */
        record Nothing() implements Found {}
    }

    /** @param segments of the path, decoded */
    Found find(String method, List<String> segments) {
        List<String> allowed = new ArrayList<>();
        Optional<Found.Match> best = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        for (Candidate candidate : candidates) {
            if (!candidate.fits(segments)) {
                continue;
            }
            if (!candidate.endpoint.method().equals(method)) {
                allowed.add(candidate.endpoint.method());
            } else if (candidate.variables < fewest) {
                // A path that names a segment beats one that leaves it open.
                fewest = candidate.variables;
                best = Optional.of(new Found.Match(candidate.endpoint, candidate.parts(segments)));
            }
        }
        if (best.isPresent()) {
            return best.get();
        }
        return allowed.isEmpty() ? new Found.Nothing() : new Found.OtherMethod(List.copyOf(allowed));
    }

    private record Candidate(Endpoint endpoint, List<String> segments, int variables) {
        static Candidate of(Endpoint endpoint) {
            List<String> segments = List.of(endpoint.path().substring(1).split("/", -1));
            int variables =
                    (int) segments.stream().filter(Candidate::isVariable).count();
            return new Candidate(endpoint, segments, variables);
        }

        boolean fits(List<String> asked) {
            if (asked.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < asked.size(); i++) {
                boolean fits = isVariable(segments.get(i))
                        ? !asked.get(i).isEmpty()
                        : segments.get(i).equals(asked.get(i));
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parts(List<String> asked) {
            Map<String, String> parts = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                if (isVariable(segments.get(i))) {
                    String segment = segments.get(i);
                    parts.put(segment.substring(1, segment.length() - 1), asked.get(i));
                }
            }
            return Map.copyOf(parts);
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{");
        }
    }
}
