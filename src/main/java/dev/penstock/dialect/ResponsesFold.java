package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;

/**
 * A Responses stream as its response: the terminal event holds the whole of it (platform.openai.com, "Streaming events"),
 * so that what stands before need not be understood. Some imitators leave the output out of it: then there is no body.
 */
final class ResponsesFold {
    private ResponsesFold() {}

    static Part body(List<StreamEvent> events) {
        int last = events.size();
        // OpenRouter sends [DONE] behind the terminal event.
        if (last > 0 && events.getLast().isDone()) {
            last--;
        }
        if (last == 0) {
            throw new Inexact("no events");
        }
        Map<String, RawValue> terminal = RawJson.object(events.get(last - 1).data());
        String type = RawJson.text(terminal, "type");
        if (!type.equals("response.completed") && !type.equals("response.incomplete")) {
            throw new Inexact("no terminal event at the end: " + RawJson.shown(type));
        }
        int done = 0;
        for (StreamEvent event : events.subList(0, last - 1)) {
            done += itemsDone(RawJson.text(RawJson.object(event.data()), "type"));
        }
        RawValue response = RawJson.needed(terminal, "response");
        check(RawJson.members(response), type, done);
        return Part.of(response);
    }

    private static int itemsDone(String type) {
        return switch (type) {
            case "response.output_item.done" -> 1;
            case "" -> throw new Inexact("an event without a type");
            case "error", "response.failed", "response.completed", "response.incomplete", "response.cancelled" ->
                throw new Inexact("an event that ends before the end: " + type);
            default -> 0;
        };
    }

    private static void check(Map<String, RawValue> response, String type, int done) {
        if (!type.equals("response." + RawJson.text(response, "status"))) {
            throw new Inexact("a response whose status is not its event's");
        }
        if (RawJson.given(response, "error") != null || RawJson.given(response, "usage") == null) {
            throw new Inexact("a response with an error or without usage");
        }
        if (RawJson.elements(RawJson.needed(response, "output")).size() != done) {
            throw new Inexact("a response without the output that was told");
        }
    }
}
