package dev.penstock.app.truth;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.WireEvents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where the events of a stream end, in bytes; found apart from the gateway's own cutters. */
final class RawUnits {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern BLANK_LINE = Pattern.compile("\r\n\r\n|\n\n|\r\r");

    private RawUnits() {}

    /** The end of each unit, ascending; a rest that is no whole unit has none. */
    static List<Integer> ends(String extension, byte[] stream) {
        return switch (extension) {
            case "sse" -> blankLines(stream);
            case "ndjson" -> lines(stream);
            case "eventstream" -> frames(stream);
            default -> elements(stream);
        };
    }

    /** What a unit says, as text: an event stream's type and payload, unwrapped; other units as they are. */
    static String text(String extension, byte[] unit) {
        if (!extension.equals("eventstream")) {
            return Bytes.text(unit);
        }
        WireEvents.Event event = WireEvents.frames(unit).getFirst();
        JsonNode payload = JSON.readTree(event.data());
        String wrapped = payload.path("bytes").asString("");
        String inner = wrapped.isEmpty() ? "" : Bytes.text(Base64.getDecoder().decode(wrapped));
        return event.type() + " " + Bytes.text(event.data()) + " " + inner;
    }

    private static List<Integer> blankLines(byte[] stream) {
        List<Integer> ends = new ArrayList<>();
        Matcher blank = BLANK_LINE.matcher(new String(stream, StandardCharsets.ISO_8859_1));
        while (blank.find()) {
            ends.add(blank.end());
        }
        return ends;
    }

    private static List<Integer> lines(byte[] stream) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < stream.length; i++) {
            if (stream[i] == '\n') {
                ends.add(i + 1);
            }
        }
        return ends;
    }

    private static List<Integer> frames(byte[] stream) {
        List<Integer> ends = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int at = 0;
        while (at + 16 <= stream.length) {
            at += bytes.getInt(at);
            ends.add(at);
        }
        return ends;
    }

    /** Behind each element: what follows it up to the next one belongs to the next. */
    private static List<Integer> elements(byte[] stream) {
        List<Integer> ends = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(stream)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.END_OBJECT && depth == 1) {
                    ends.add((int) parser.currentLocation().getByteOffset());
                }
            }
        }
        return ends;
    }
}
