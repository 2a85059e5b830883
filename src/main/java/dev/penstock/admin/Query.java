package dev.penstock.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The parameters of a request, decoded. */
public final class Query {
    private static final int MOST = 500;

    private final List<Map.Entry<String, String>> pairs;
    private final Map<String, List<String>> values;

    private Query(List<Map.Entry<String, String>> pairs) {
        this.pairs = List.copyOf(pairs);
        this.values = new LinkedHashMap<>();
        pairs.forEach(pair -> values.computeIfAbsent(pair.getKey(), ignored -> new ArrayList<>())
                .add(pair.getValue()));
    }

    static Query parse(String query) {
        if (query.isEmpty()) {
            return new Query(List.of());
        }
        List<Map.Entry<String, String>> decoded = new ArrayList<>();
        String[] pairs = query.split("&", MOST + 1);
        if (pairs.length > MOST) {
            throw ApiRefused.invalid(Problem.of(Problem.INVALID, "More than " + MOST + " query parameters"));
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            decoded.add(Map.entry(name, value));
        }
        return new Query(decoded);
    }

    /** Names and values in the order they were sent. */
    public List<Map.Entry<String, String>> pairs() {
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ApiRefused.invalid(Problem.of(Problem.INVALID, "The query has a malformed percent sign"));
        }
    }

    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public Optional<Boolean> flag(String name) {
        return first(name).map(value -> switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw ApiRefused.invalid(Problem.inQuery("'" + name + "' must be true or false", name));
        });
    }

    /** A whole number within bounds. */
    public OptionalInt whole(String name, int least, int most) {
        Optional<String> text = first(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException ignored) {
            // Told below, as a number out of bounds is.
        }
        throw ApiRefused.invalid(
                Problem.inQuery("'" + name + "' must be a whole number from " + least + " to " + most, name));
    }

    /** One of a few words; Cloudflare's wording of the error. */
    public Optional<String> oneOf(String name, List<String> words) {
        Optional<String> word = first(name);
        if (word.isPresent() && !words.contains(word.get())) {
            String expected = String.join(
                    " | ", words.stream().map(one -> "'" + one + "'").toList());
            throw ApiRefused.invalid(Problem.inQuery(
                    "Invalid enum value. Expected " + expected + ", received '" + word.get() + "'", name));
        }
        return word;
    }

    /** The page asked for: {@code page} from 1, {@code per_page} with its default and its bound. */
    public Paging paging(int perPage, int mostPerPage) {
        return new Paging(
                whole("page", 1, 1_000_000).orElse(1),
                whole("per_page", 1, mostPerPage).orElse(perPage));
    }
}
