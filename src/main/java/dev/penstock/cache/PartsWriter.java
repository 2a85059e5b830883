package dev.penstock.cache;

import dev.penstock.json.CanonicalJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Packs the parts of a fingerprint into bounded bytes; what has no room left is hashed together as one last part. */
final class PartsWriter {
    static final String REST = "the rest";

    private static final int LONGEST_NAME = 64;
    private static final int MOST_OF_HEADERS = 1024;
    /** Length of the path, hash, count of elements. */
    private static final int FRAME = 1 + Long.BYTES + 1;

    private static final int ROOM_OF_REST = FRAME + REST.length();

    private final ByteBuffer out;
    private final KeyParts hashes = new KeyParts("penstock-part-1");
    private final KeyParts rest = new KeyParts("penstock-rest-1");
    private boolean hasRest;

    PartsWriter(byte version, int most) {
        this.out = ByteBuffer.allocate(most).put(version);
    }

    void add(String path, String value) {
        add(path, first(hashes.add('t', value).digest()), List.of(), ROOM_OF_REST);
    }

    /** A part for each name, its values together. */
    void headers(KeyedHeaders headers) {
        headers.fields().stream()
                .collect(Collectors.groupingBy(
                        KeyedHeaders.Field::name,
                        LinkedHashMap::new,
                        Collectors.mapping(KeyedHeaders.Field::value, Collectors.toList())))
                .forEach((name, values) -> {
                    values.forEach(value -> hashes.add('t', value));
                    int kept = Math.max(out.capacity() - MOST_OF_HEADERS, ROOM_OF_REST);
                    add("header " + named(name), first(hashes.digest()), List.of(), kept);
                });
    }

    void add(CanonicalJson.Field field) {
        add("body." + named(field.name()), first(field.digest()), field.elements(), ROOM_OF_REST);
    }

    byte[] bytes() {
        if (hasRest) {
            add(REST, first(rest.digest()), List.of(), 0);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** @param kept how many bytes must remain for others */
    private void add(String path, long hash, List<byte[]> elements, int kept) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        int room = out.remaining() - kept - FRAME - name.length;
        if (room < 0) {
            hasRest = true;
            rest.add('n', path)
                    .add('h', ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
            return;
        }
        out.put((byte) name.length).put(name).putLong(hash);
        boolean told = elements.size() * Long.BYTES <= room;
        out.put((byte) (told ? elements.size() : 0));
        if (told) {
            elements.forEach(element -> out.putLong(first(element)));
        }
    }

    /** A short name as it is, a long one by its hash. */
    private String named(String name) {
        boolean isShort = name.length() <= LONGEST_NAME && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
        return isShort
                ? name
                : "#" + HexFormat.of().toHexDigits(first(hashes.add('n', name).digest()));
    }

    private static long first(byte[] digest) {
        return ByteBuffer.wrap(digest).getLong();
    }
}
