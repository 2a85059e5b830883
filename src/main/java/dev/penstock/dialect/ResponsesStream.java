package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A response as its events, numbered from 0 (platform.openai.com, "Streaming events"; the order within an item is the one
 * recorded from OpenAI). An item of a kind whose events we do not know gives no stream.
 */
final class ResponsesStream {
    /** Of the response, not known before its end. */
    private static final Set<String> LATE = Set.of("usage", "completed_at", "incomplete_details", "error");

    private final StreamText out;
    private int sequence;

    private ResponsesStream(StreamText out) {
        this.out = out;
    }

    static void write(RawValue document, StreamText out) {
        Map<String, RawValue> response = RawJson.members(document);
        String status = RawJson.text(response, "status");
        boolean ended = status.equals("completed") || status.equals("incomplete");
        if (!ended || !RawJson.text(response, "object").equals("response")) {
            throw new Inexact("no response that ended");
        }
        RawValue background = RawJson.given(response, "background");
        if (RawJson.given(response, "error") != null
                || (background != null && background.written().equals("true"))) {
            throw new Inexact("a response with an error, or from the background");
        }
        ResponsesStream stream = new ResponsesStream(out);
        stream.begin(response);
        List<RawValue> items = RawJson.elements(RawJson.needed(response, "output"));
        for (int index = 0; index < items.size(); index++) {
            new ResponseItem(stream, index, items.get(index)).write();
        }
        stream.event("response." + status, new Part.Fields().set("response", Part.of(document)));
    }

    private void begin(Map<String, RawValue> response) {
        Part.Fields begun = Part.Fields.of(response);
        LATE.stream().filter(response::containsKey).forEach(name -> begun.set(name, Part.nothing()));
        begun.set("status", "in_progress").set("output", new Part.Items());
        event("response.created", new Part.Fields().set("response", begun));
        event("response.in_progress", new Part.Fields().set("response", begun));
    }

    void event(String type, Part.Fields fields) {
        out.event(
                type,
                new Part.Fields()
                        .set("type", type)
                        .set("sequence_number", sequence++)
                        .setAll(fields));
    }
}
