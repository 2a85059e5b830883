package dev.penstock.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** The names and beginnings by which attachments are known in the requests of all dialects. Compares bytes in place. */
final class PartNames {
    /** What a member's name says of its value. */
    enum Part {
        NONE,
        TYPE,
        MEDIA_TYPE,
        IMAGE,
        IMAGES,
        /** Base64, or an object that holds an address. */
        FILE_DATA,
        DATA,
        URL,
        REMOTE,
        DOCUMENT,
        /** Arguments, results and schemas of tools: JSON that the model reads as text. */
        FREE
    }

    private record Known(byte[] name, Part part) {}

    /** Longer than every name, and every name with all of its characters escaped. */
    private static final int LONGEST = 6 * 20;

    private static final List<List<Known>> BY_LENGTH = byLength(
            known(Part.TYPE, "type"),
            known(Part.MEDIA_TYPE, "media_type", "mimeType", "mime_type"),
            known(Part.IMAGE, "image_url"),
            known(Part.IMAGES, "images"),
            known(Part.FILE_DATA, "file_data"),
            known(Part.DATA, "data", "bytes"),
            known(Part.URL, "url"),
            known(Part.REMOTE, "file_id", "file_url", "fileData", "s3Location", "video_url", "audio_url"),
            known(Part.REMOTE, "document_url"),
            known(Part.DOCUMENT, "document"),
            known(Part.FREE, "arguments", "args", "input", "json", "response", "metadata"),
            known(Part.FREE, "parameters", "input_schema", "inputSchema", "schema", "json_schema"));

    private static final List<byte[]> PICTURE_TYPES = bytes("image", "input_image", "image_url");
    private static final List<byte[]> SOURCE_TYPES = bytes("url", "base64", "file");
    private static final List<byte[]> MEDIA = bytes("image/", "audio/", "video/", "application/pdf");
    /** Base64 of PNG, JPEG (its slashes escaped or not) and GIF. */
    private static final List<byte[]> PICTURES = bytes("iVBORw0KGgo", "/9j/", "\\/9j\\/", "R0lGOD");

    private static final byte[] RIFF = "UklGR".getBytes(US_ASCII);
    private static final byte[] WEBP = "RUJQ".getBytes(US_ASCII);
    /** Where a WebP file says so: bytes 9 to 11 of the file. */
    private static final int WEBP_AT = 12;

    private static final List<byte[]> PICTURE_URL = bytes("data:image/");
    private static final List<byte[]> DATA_URL = bytes("data:");

    private PartNames() {}

    static Part of(byte[] json, int from, int end) {
        int length = end - from;
        if (length >= LONGEST) {
            return Part.NONE;
        }
        for (int i = from; i < end; i++) {
            if (json[i] == '\\') {
                byte[] plain = JsonWalk.unescaped(new String(json, from, length, UTF_8))
                        .getBytes(UTF_8);
                return named(plain, 0, plain.length);
            }
        }
        return named(json, from, end);
    }

    static boolean isPictureType(byte[] json, int from, int end) {
        return isOne(PICTURE_TYPES, json, from, end);
    }

    static boolean isSourceType(byte[] json, int from, int end) {
        return isOne(SOURCE_TYPES, json, from, end);
    }

    static boolean isMedia(byte[] json, int from, int end) {
        return begins(MEDIA, json, from, end);
    }

    static boolean isPicture(byte[] json, int from, int end) {
        return begins(PICTURES, json, from, end)
                || (begins(List.of(RIFF), json, from, end) && begins(List.of(WEBP), json, from + WEBP_AT, end));
    }

    static boolean isPictureUrl(byte[] json, int from, int end) {
        return begins(PICTURE_URL, json, from, end);
    }

    static boolean isDataUrl(byte[] json, int from, int end) {
        return begins(DATA_URL, json, from, end);
    }

    private static Part named(byte[] json, int from, int end) {
        int length = end - from;
        if (length >= BY_LENGTH.size()) {
            return Part.NONE;
        }
        List<Known> candidates = BY_LENGTH.get(length);
        for (int i = 0; i < candidates.size(); i++) {
            if (isSame(candidates.get(i).name, json, from)) {
                return candidates.get(i).part;
            }
        }
        return Part.NONE;
    }

    private static boolean isOne(List<byte[]> words, byte[] json, int from, int end) {
        for (byte[] word : words) {
            if (end - from == word.length && isSame(word, json, from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean begins(List<byte[]> words, byte[] json, int from, int end) {
        for (byte[] word : words) {
            if (end - from >= word.length && isSame(word, json, from)) {
                return true;
            }
        }
        return false;
    }

    /** Whatever the case of letters, as the least careful reader compares. */
    private static boolean isSame(byte[] word, byte[] json, int from) {
        for (int i = 0; i < word.length; i++) {
            if ((word[i] | ' ') != (json[from + i] | ' ')) {
                return false;
            }
        }
        return true;
    }

    private static List<Known> known(Part part, String... names) {
        return bytes(names).stream().map(name -> new Known(name, part)).toList();
    }

    private static List<byte[]> bytes(String... words) {
        List<byte[]> bytes = new ArrayList<>();
        for (String word : words) {
            bytes.add(word.getBytes(US_ASCII));
        }
        return List.copyOf(bytes);
    }

    @SafeVarargs
    private static List<List<Known>> byLength(List<Known>... groups) {
        List<List<Known>> lengths = new ArrayList<>();
        for (List<Known> group : groups) {
            for (Known known : group) {
                while (lengths.size() <= known.name.length) {
                    lengths.add(new ArrayList<>());
                }
                lengths.get(known.name.length).add(known);
            }
        }
        return lengths.stream().map(List::copyOf).toList();
    }
}
