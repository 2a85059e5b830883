package dev.penstock.cache;

import dev.penstock.json.CanonicalJson;
import dev.penstock.json.JsonMalformed;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reckons keys. What they are made of may change only together with the version in {@link #PURPOSE}. */
public final class CacheKeys {
    private static final String PURPOSE = "penstock-key-1";
    private static final String STREAM = "stream";
    private static final String CUSTOM_PURPOSE = "penstock-custom-key-1";

    private CacheKeys() {}

    /** The key of a call; empty where its body is nothing that can be compared. */
    public static Optional<AskedKey> of(CacheAsk ask) {
        try {
            List<CanonicalJson.Field> fields = fields(ask);
            List<CanonicalJson.Field> asked = fields.stream()
                    .filter(field -> !ask.formFields().contains(field.name()))
                    .toList();
            return Optional.of(key(ask, asked, ask.form() + form(ask, fields)));
        } catch (JsonMalformed e) {
            return Optional.empty();
        }
    }

    /** Why a call has no key of its own; empty where it has one. */
    public static Optional<String> obstacle(CacheAsk ask) {
        try {
            fields(ask);
            return Optional.empty();
        } catch (JsonMalformed e) {
            return Optional.of("the body cannot be compared: " + e.getMessage());
        }
    }

    /**
     * The key a call names itself. It stands for body, model, headers and caller, and never leaves the account, gateway,
     * provider, origin, method and endpoint it was given in.
     */
    public static AskedKey custom(CacheAsk ask, String customKey) {
        byte[] base = where(ask, CUSTOM_PURPOSE).add('k', customKey).digest();
        return new AskedKey(base, ask.form(), () -> Fingerprint.custom(ask, customKey));
    }

    /**
     * What a form field of this value adds to a form, as it does where a body holds it.
     *
     * @param value JSON
     */
    public static String form(String field, String value) {
        String body = "{\"" + field + "\":" + value + "}";
        return suffix(CanonicalJson.fields(body.getBytes(StandardCharsets.UTF_8), Set.of(), Set.of())
                .getFirst());
    }

    /** All that the form fields say, but for the one that says whether there is a stream: the form's name says that. */
    private static String form(CacheAsk ask, List<CanonicalJson.Field> fields) {
        return fields.stream()
                .filter(field ->
                        ask.formFields().contains(field.name()) && !field.name().equals(STREAM))
                .map(CacheKeys::suffix)
                .collect(Collectors.joining());
    }

    private static String suffix(CanonicalJson.Field field) {
        return ";" + field.name() + "=" + HexFormat.of().formatHex(field.digest());
    }

    private static AskedKey key(CacheAsk ask, List<CanonicalJson.Field> fields, String form) {
        KeyParts parts = where(ask, PURPOSE).add('c', ask.credential());
        ask.headers().fields().forEach(header -> parts.add('h', header.name()).add('w', header.value()));
        parts.add('#', ask.body().length == 0 ? "no body" : "body");
        fields.forEach(field -> parts.add('f', field.name()).add('d', field.digest()));
        return new AskedKey(parts.digest(), form, () -> Fingerprint.of(ask, fields));
    }

    private static KeyParts where(CacheAsk ask, String purpose) {
        return new KeyParts(purpose)
                .add('a', ask.scope().account())
                .add('g', ask.scope().gateway())
                .add('p', ask.provider())
                .add('o', ask.origin())
                .add('m', ask.method())
                .add('e', ask.endpoint());
    }

    private static List<CanonicalJson.Field> fields(CacheAsk ask) {
        if (ask.body().length == 0 && ask.method().equals("GET")) {
            return List.of();
        }
        return CanonicalJson.fields(ask.body(), ask.ignoredFields(), Fingerprint.LISTED);
    }
}
