package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Refusal;
import dev.penstock.call.Secret;
import dev.penstock.call.StoredKey;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.OpenAiPaths.Part;
import dev.penstock.provider.SecretText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a provider's path needs beside the model: written before the model's name, or kept with the key. Few providers need
 * any.
 *
 * @param model without what stood before it
 */
record CompatParts(Map<String, String> values, String model) {
    static CompatParts of(Seat seat, OpenAiPaths paths, String model, KeyChoice key) {
        if (paths.parts().isEmpty()) {
            return new CompatParts(Map.of(), model);
        }
        List<String> segments = List.of(model.split("/", -1));
        int written = paths.parts().size();
        if (segments.size() == written + paths.modelSegments()) {
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < written; i++) {
                values.put(paths.parts().get(i).name(), segments.get(i));
            }
            return new CompatParts(values, String.join("/", segments.subList(written, segments.size())));
        }
        Map<String, String> values = key instanceof KeyChoice.Kept kept ? kept(paths, kept.key()) : Map.of();
        return new CompatParts(whole(seat, paths, values), model);
    }

    /**
     * What is kept with a key. It is opened for that, and what it opens is read for these members alone.
     *
     * @throws CallRefused where it cannot be opened
     */
    static Map<String, String> kept(OpenAiPaths paths, StoredKey key) {
        Secret secret = opened(key);
        Map<String, String> values = new HashMap<>();
        for (Part part : paths.parts()) {
            SecretText.object(secret)
                    .flatMap(tree -> tree.at(part.member()).text())
                    .filter(value -> !value.isBlank())
                    .ifPresent(value -> values.put(part.name(), value));
        }
        return values;
    }

    /** A path with the parts in it. */
    String fill(String path) {
        String filled = path;
        for (Map.Entry<String, String> part : values.entrySet()) {
            filled = filled.replace("{" + part.getKey() + "}", encoded(part.getValue()));
        }
        return filled;
    }

    private static Map<String, String> whole(Seat seat, OpenAiPaths paths, Map<String, String> known) {
        Map<String, String> values = new HashMap<>(known);
        for (Part part : paths.parts()) {
            part.otherwise().ifPresent(text -> values.putIfAbsent(part.name(), text));
            if (seat.overridden()) {
                // The operator's address stands for it: no host is made of it.
                values.putIfAbsent(part.name(), part.standIn());
            }
            if (!values.containsKey(part.name())) {
                throw missing(seat, paths, part).thrown();
            }
        }
        return values;
    }

    private static Refusal missing(Seat seat, OpenAiPaths paths, Part part) {
        String written =
                paths.parts().stream().map(one -> "{" + one.name() + "}").collect(Collectors.joining("/"));
        return Refusal.of(
                400,
                Codes.INVALID_PROVIDER,
                "Nobody says which " + part.name() + " of " + seat.provider().slug()
                        + " is called; store a key that names it, or write the model as "
                        + seat.provider().slug() + "/"
                        + written + "/{model}");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Secret opened(StoredKey key) {
        try {
            return key.open();
        } catch (CallRefused refused) {
            throw refused;
        } catch (RuntimeException broken) {
            // Opening is a store's code, and its exceptions may quote what they choked on.
            throw Authorising.cannotOpen().thrown();
        }
    }
}
