package dev.penstock.store.index;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers texts behind those already kept, and names the place of each. One thread's. */
final class Texts {
    private static final int MOST_REMEMBERED = 16_384;
    private static final int LONGEST_REMEMBERED = 512;

    /** Where texts of old stand, so that what many rows say is kept once; emptied when full. */
    private final Map<String, Integer> remembered = new HashMap<>();

    private final Map<String, Integer> rememberedMetadata = new HashMap<>();
    private byte[] gathered = new byte[16 << 10];
    private int size;
    /** Where the gathered texts begin. */
    private long base;

    /** @param base a multiple of the stride, beyond 0 */
    Texts(long base) {
        this.base = base;
    }

    long base() {
        return base;
    }

    ByteBuffer gathered() {
        return ByteBuffer.wrap(gathered, 0, size);
    }

    /** What was gathered is kept. */
    void keep() {
        base += size;
        size = 0;
    }

    /** What was gathered is not kept. */
    void drop() {
        size = 0;
        forget();
    }

    /** No text of old may be pointed to again. */
    void forget() {
        remembered.clear();
        rememberedMetadata.clear();
    }

    /** A text few rows share. */
    int rare(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    int reference(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        Integer known = remembered.get(text);
        return known != null ? known : remember(remembered, text, rare(text));
    }

    /** Names and values one after the other, each behind its length. */
    int metadata(@Nullable String json) {
        if (json == null) {
            return 0;
        }
        Integer known = rememberedMetadata.get(json);
        return known != null ? known : remember(rememberedMetadata, json, add(members(json)));
    }

    private static int remember(Map<String, Integer> known, String text, int reference) {
        if (text.length() <= LONGEST_REMEMBERED) {
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(text, reference);
        }
        return reference;
    }

    private int add(byte[] text) {
        int padded = Layout.padded(text.length);
        if (size + padded > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, size + padded));
        }
        long reference = (base + size) / Layout.STRIDE;
        ByteBuffer.wrap(gathered, size, padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(text.length)
                .put(text);
        Arrays.fill(gathered, size + Layout.TEXT_HEAD + text.length, size + padded, (byte) 0);
        size += padded;
        return (int) reference;
    }

    /** Metadata that is no JSON object is one value without a name. */
    private static byte[] members(String json) {
        try {
            JsonTree tree = JsonTree.read(json);
            if (tree.isObject()) {
                return members(tree);
            }
        } catch (JsonMalformed notJson) {
            return member("", json);
        }
        return member("", json);
    }

    private static byte[] members(JsonTree tree) {
        byte[] all = new byte[0];
        for (String name : tree.names()) {
            JsonTree value = tree.at(name);
            byte[] member = member(name, value.text().orElseGet(value::toString));
            int before = all.length;
            all = Arrays.copyOf(all, before + member.length);
            System.arraycopy(member, 0, all, before, member.length);
        }
        return all;
    }

    private static byte[] member(String name, String value) {
        byte[] first = name.getBytes(StandardCharsets.UTF_8);
        byte[] second = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }
}
