package dev.penstock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cuts a recorded stream into its events, whole and in the plainest way: what the product cuts is compared with it. */
public final class WireEvents {
    private static final JsonMapper JSON = new JsonMapper();

    private WireEvents() {}

    /** One event: its type or "", and its data. */
    public record Event(String type, byte[] data) {}

    /** By the extension of the corpus' file. */
    public static List<Event> cut(String extension, byte[] stream) {
        return switch (extension) {
            case "sse" -> sse(stream);
            case "ndjson" -> lines(stream);
            case "eventstream" -> frames(stream);
            default -> elements(stream);
        };
    }

    /** Server-sent events; one without its blank line at the end counts too, as some recordings lack it. */
    public static List<Event> sse(byte[] stream) {
        String text = new String(stream, UTF_8).replace("\r\n", "\n").replace('\r', '\n');
        List<Event> events = new ArrayList<>();
        for (String block : text.split("\n\n", -1)) {
            String type = "";
            List<String> data = new ArrayList<>();
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("event:")) {
                    type = line.substring(6).strip();
                }
                if (line.startsWith("data:")) {
                    data.add(line.startsWith("data: ") ? line.substring(6) : line.substring(5));
                }
            }
            if (!data.isEmpty()) {
                events.add(new Event(type, String.join("\n", data).getBytes(UTF_8)));
            }
        }
        return events;
    }

    public static List<Event> lines(byte[] stream) {
        return new String(stream, UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> new Event("", line.getBytes(UTF_8)))
                .toList();
    }

    /** AWS event stream; checksums are not checked here. */
    public static List<Event> frames(byte[] stream) {
        List<Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        while (bytes.remaining() >= 16) {
            int start = bytes.position();
            int total = bytes.getInt();
            int headersLength = bytes.getInt();
            Map<String, String> headers = headers(bytes.slice(start + 12, headersLength));
            byte[] payload = new byte[total - headersLength - 16];
            bytes.get(start + 12 + headersLength, payload);
            String type = headers.getOrDefault(":exception-type", headers.getOrDefault(":event-type", ""));
            events.add(new Event(type, payload));
            bytes.position(start + total);
        }
        return events;
    }

    private static Map<String, String> headers(ByteBuffer bytes) {
        Map<String, String> headers = new HashMap<>();
        while (bytes.hasRemaining()) {
            String name = text(bytes, bytes.get());
            if (bytes.get() != 7) {
                throw new IllegalArgumentException("a header that is no text: " + name);
            }
            headers.put(name, text(bytes, bytes.getShort()));
        }
        return headers;
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, UTF_8);
    }

    /** The elements of a JSON array. */
    public static List<Event> elements(byte[] array) {
        List<Event> events = new ArrayList<>();
        for (JsonNode element : JSON.readTree(array)) {
            events.add(new Event("", JSON.writeValueAsBytes(element)));
        }
        return events;
    }
}
