package dev.penstock.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A second reading of the HTML standard's event streams: over the whole text at once, by regular expression. */
public final class ReferenceSse {
    private ReferenceSse() {}

    /** One dispatched event. */
    public record Event(String type, String data) {}

    public static List<Event> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String stream = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<Event> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        String type = "";
        String[] lines = stream.split("\r\n|\r|\n", -1);
        // What stands behind the last break is no line.
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(type, data.substring(0, data.length() - 1)));
                }
                data.setLength(0);
                type = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            String stripped = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("data")) {
                data.append(stripped).append('\n');
            } else if (field.equals("event")) {
                type = stripped;
            }
        }
        return events;
    }
}
