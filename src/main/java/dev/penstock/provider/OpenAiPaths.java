package dev.penstock.provider;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a provider takes calls of OpenAI's shape.
 *
 * @param paths below its slug; a name in braces is one of the parts
 * @param slot where such a call shows its key
 * @param parts what the paths need beside the model, in the order a caller writes them before it
 * @param modelSegments how many segments a model's name has, which tells the parts before it; only with parts
 */
public record OpenAiPaths(Map<OpenAiCall, String> paths, AuthSlot slot, List<Part> parts, int modelSegments) {
    public static final OpenAiPaths NONE = new OpenAiPaths(Map.of(), AuthSlot.BEARER, List.of(), 1);

    public OpenAiPaths {
        paths = Map.copyOf(paths);
        parts = List.copyOf(parts);
    }

    /**
     * What a path needs that no call of OpenAI's shape says.
     *
     * @param member the member of a kept key that says it
     * @param otherwise what it is where nobody says it
     * @param standIn what stands for it where the operator's address makes it mean nothing
     */
    public record Part(String name, String member, Optional<String> otherwise, String standIn) {
        public static Part of(String name, String member) {
            return new Part(name, member, Optional.empty(), name);
        }

        public Part otherwise(String text) {
            return new Part(name, member, Optional.of(text), text);
        }
    }

    /** As OpenAI's own clients show it, by a bearer token: the first path a folder says it serves of each kind. */
    static OpenAiPaths served(List<Served> all) {
        Map<OpenAiCall, String> paths = new EnumMap<>(OpenAiCall.class);
        for (OpenAiCall call : OpenAiCall.values()) {
            all.stream()
                    .filter(call::isServedAs)
                    .map(Served::path)
                    .findFirst()
                    .ifPresent(path -> paths.put(call, path));
        }
        return new OpenAiPaths(paths, AuthSlot.BEARER, List.of(), 1);
    }

    public Optional<String> path(OpenAiCall call) {
        return Optional.ofNullable(paths.get(call));
    }

    /** The same with its key in another place. */
    public OpenAiPaths keyIn(AuthSlot other) {
        return new OpenAiPaths(paths, other, parts, modelSegments);
    }

    /** The same where one call stands elsewhere. */
    public OpenAiPaths with(OpenAiCall call, String path) {
        Map<OpenAiCall, String> more = new EnumMap<>(OpenAiCall.class);
        more.putAll(paths);
        more.put(call, path);
        return new OpenAiPaths(more, slot, parts, modelSegments);
    }

    /** The same below something, whose parts a kept key names. */
    public OpenAiPaths below(String prefix, int segmentsOfModel, Part... named) {
        Map<OpenAiCall, String> moved = new EnumMap<>(OpenAiCall.class);
        paths.forEach((call, path) -> moved.put(call, prefix + path));
        return new OpenAiPaths(moved, slot, List.of(named), segmentsOfModel);
    }
}
