package dev.penstock.cache;

import dev.penstock.json.CanonicalJson;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a key, each hashed on its own, by the path that names it: enough to say where two calls differ and nothing
 * of what they say.
 */
record Fingerprint(Map<String, Part> parts) {
    static final int MOST_BYTES = 4096;
    /** The arrays whose elements are told apart: turns of a conversation, inputs, tools. */
    static final Set<String> LISTED = Set.of("messages", "input", "contents", "tools");

    static final String CREDENTIAL = "credential";

    private static final byte VERSION = 1;
    private static final Fingerprint EMPTY = new Fingerprint(Map.of());

    /** @param elements the hashes of an array's first elements, where it is one whose elements are told apart */
    record Part(long hash, long[] elements) {}

    /** The fingerprint of a call whose key is reckoned. */
    static byte[] of(CacheAsk ask, List<CanonicalJson.Field> fields) {
        PartsWriter writer = new PartsWriter(VERSION, MOST_BYTES);
        where(ask, writer);
        writer.headers(ask.headers());
        writer.add(CREDENTIAL, ask.credential());
        writer.add("form", ask.form());
        fields.forEach(writer::add);
        return writer.bytes();
    }

    /** The fingerprint of a call that names its key: nothing else of it is compared. */
    static byte[] custom(CacheAsk ask, String customKey) {
        PartsWriter writer = new PartsWriter(VERSION, MOST_BYTES);
        where(ask, writer);
        writer.add("cf-aig-cache-key", customKey);
        writer.add("form", ask.form());
        return writer.bytes();
    }

    /** Reads what was written; without parts where it cannot be read, as of another release. */
    static Fingerprint read(byte[] bytes) {
        try {
            return parse(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            return EMPTY;
        }
    }

    /** The first part that differs; empty where none does. */
    Optional<String> difference(Fingerprint other) {
        for (Map.Entry<String, Part> entry : parts.entrySet()) {
            Part theirs = other.parts.get(entry.getKey());
            if (theirs == null) {
                return Optional.of(entry.getKey() + " (only in this call)");
            }
            if (theirs.hash != entry.getValue().hash) {
                return Optional.of(entry.getKey() + element(entry.getValue().elements, theirs.elements));
            }
        }
        return other.parts.keySet().stream()
                .filter(path -> !parts.containsKey(path))
                .findFirst()
                .map(path -> path + " (only in the kept answer's call)");
    }

    /** How many parts are the same, elements counted too. */
    int equal(Fingerprint other) {
        int equal = 0;
        for (Map.Entry<String, Part> entry : parts.entrySet()) {
            Part mine = entry.getValue();
            Part theirs = other.parts.get(entry.getKey());
            if (theirs != null) {
                equal += mine.hash == theirs.hash ? 1 : 0;
                equal += equal(mine.elements, theirs.elements);
            }
        }
        return equal;
    }

    /** How many parts there are, elements counted too. */
    int size() {
        return parts.values().stream()
                .mapToInt(part -> 1 + part.elements.length)
                .sum();
    }

    /** Whether both calls showed the same key to the provider, or both named a cache key that is shared by all callers. */
    boolean hasCredentialOf(Fingerprint other) {
        Part mine = parts.get(CREDENTIAL);
        Part theirs = other.parts.get(CREDENTIAL);
        if (mine == null || theirs == null) {
            return mine == null && theirs == null;
        }
        return mine.hash == theirs.hash;
    }

    private static void where(CacheAsk ask, PartsWriter writer) {
        writer.add("origin", ask.origin());
        writer.add("method", ask.method());
        writer.add("endpoint", ask.endpoint());
    }

    private static int equal(long[] mine, long[] theirs) {
        int equal = 0;
        for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
            equal += mine[i] == theirs[i] ? 1 : 0;
        }
        return equal;
    }

    private static String element(long[] mine, long[] theirs) {
        int both = Math.min(mine.length, theirs.length);
        if (both == 0) {
            return "";
        }
        for (int i = 0; i < both; i++) {
            if (mine[i] != theirs[i]) {
                return "[" + i + "]";
            }
        }
        if (mine.length == theirs.length) {
            return " (after its first " + both + " elements)";
        }
        return "[" + both + "] (only in " + (mine.length > both ? "this call)" : "the kept answer's call)");
    }

    private static Fingerprint parse(ByteBuffer from) {
        if (!from.hasRemaining() || from.get() != VERSION) {
            return EMPTY;
        }
        Map<String, Part> parts = new LinkedHashMap<>();
        while (from.hasRemaining()) {
            byte[] path = new byte[from.get() & 0xFF];
            from.get(path);
            long hash = from.getLong();
            long[] elements = new long[from.get() & 0xFF];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = from.getLong();
            }
            parts.put(new String(path, StandardCharsets.UTF_8), new Part(hash, elements));
        }
        return new Fingerprint(parts);
    }
}
