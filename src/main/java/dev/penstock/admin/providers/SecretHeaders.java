package dev.penstock.admin.providers;

import dev.penstock.config.GatewayBody;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.provider.CustomHeaders;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Header fields of a custom provider: a JSON object in a text, whose values may hold credentials. */
final class SecretHeaders {
    private SecretHeaders() {}

    /** What came of reading the text. */
    sealed interface Result {
        /**
         * It can be used.
         *
         * @param text with all values; empty for no fields
         */
        record Good(String text) implements Result {}

        /** The whole sentence of what is wrong; it quotes no value. */
        record Bad(String message) implements Result {}
    }

    /** @param kept the text that is kept, for masks to stand for */
    static Result read(String text, String kept) {
        Optional<JsonTree> given = object(text);
        if (given.isEmpty()) {
            return new Result.Bad("'headers' must be a JSON object of texts, written as a string");
        }
        Map<String, String> before = fields(object(kept));
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : given.get().names()) {
            JsonTree value = given.get().at(name);
            boolean isMask = value.text().filter(GatewayBody.MASK::equals).isPresent();
            String secret = before.get(name.toLowerCase(Locale.ROOT));
            if (isMask && secret == null) {
                return new Result.Bad("'headers' has the mask of a value that is not kept; give the value itself");
            }
            fields.put(name, isMask && secret != null ? secret : value);
        }
        String whole = fields.isEmpty() ? "" : JsonText.of(fields).text();
        try {
            CustomHeaders.parse(whole);
            return new Result.Good(whole);
        } catch (IllegalArgumentException wrong) {
            return new Result.Bad(String.valueOf(wrong.getMessage()));
        }
    }

    /** The names with masks, as they are shown. */
    static Optional<String> masked(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        object(text).ifPresent(tree -> tree.names().forEach(name -> fields.put(name, GatewayBody.MASK)));
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(JsonText.of(fields).text());
    }

    private static Map<String, String> fields(Optional<JsonTree> object) {
        Map<String, String> fields = new LinkedHashMap<>();
        object.ifPresent(tree -> tree.names()
                .forEach(name ->
                        tree.at(name).text().ifPresent(value -> fields.put(name.toLowerCase(Locale.ROOT), value))));
        return fields;
    }

    private static Optional<JsonTree> object(String text) {
        try {
            return Optional.of(JsonTree.read((text.isBlank() ? "{}" : text))).filter(JsonTree::isObject);
        } catch (JsonMalformed malformed) {
            return Optional.empty();
        }
    }
}
