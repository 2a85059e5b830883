package dev.penstock.cache;

import dev.penstock.call.Headers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The header fields of a request that change its answer, in the order of their names. Prints names only. */
public record KeyedHeaders(List<Field> fields) {
    public static final KeyedHeaders NONE = new KeyedHeaders(List.of());

    private static final List<String> BEGINNINGS = List.of("openai-", "anthropic-", "x-goog-", "x-amzn-bedrock-");
    private static final List<String> ENDINGS = List.of("-version", "-beta");
    /** Ours, what names a caller's software, and keys: they change no answer, or the key of the call stands for them. */
    private static final List<String> NEVER = List.of("cf-aig-", "x-stainless-", "x-goog-api-key", "x-goog-api-client");

    public KeyedHeaders {
        fields = List.copyOf(fields);
    }

    /** @param name in lower case */
    public record Field(String name, String value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** @param credentials names of the fields in which any provider takes a key, in lower case */
    public static KeyedHeaders of(Headers headers, Set<String> credentials) {
        List<Field> fields = new ArrayList<>();
        headers.forEach((field, value) -> {
            String name = field.toLowerCase(Locale.ROOT);
            if (changesAnswers(name) && !credentials.contains(name)) {
                fields.add(new Field(name, value.strip()));
            }
        });
        if (fields.isEmpty()) {
            return NONE;
        }
        // Stable: of a repeated field the order may count.
        fields.sort(Comparator.comparing(Field::name));
        return new KeyedHeaders(fields);
    }

    private static boolean changesAnswers(String name) {
        return (begins(name, BEGINNINGS) || ends(name)) && !begins(name, NEVER);
    }

    // Loops, not streams: every call that may be cached comes through here, with each of its fields.
    private static boolean begins(String name, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (name.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ends(String name) {
        for (String ending : ENDINGS) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }
}
