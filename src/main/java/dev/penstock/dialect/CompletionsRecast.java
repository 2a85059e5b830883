package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The legacy completions: their chunks are text_completion objects like their body, each with a piece of the text. */
final class CompletionsRecast implements ChunkFold.Choice {
    private static final String OBJECT = "text_completion";

    private final ChoiceEnd end = new ChoiceEnd();
    private final Part.Joined text = new Part.Joined();
    private @Nullable LogprobsFold logprobs;
    private boolean logprobsTold;

    static Part body(List<StreamEvent> events) {
        return new ChunkFold<CompletionsRecast>(OBJECT, OBJECT).body(events, index -> new CompletionsRecast());
    }

    @Override
    public void take(Map<String, RawValue> choice) {
        end.chunk();
        text.add(RawJson.needed(choice, "text"));
        choice.forEach((name, value) -> {
            switch (name) {
                case "index", "text" -> {}
                case "logprobs" -> logprobs(value);
                case "error", "delta", "message" -> throw new Inexact("a choice with a field not its own: " + name);
                default -> end.take(name, value);
            }
        });
    }

    private void logprobs(RawValue value) {
        logprobsTold = true;
        if (!RawJson.isNull(value)) {
            logprobs = logprobs == null ? new LogprobsFold() : logprobs;
            logprobs.take(value);
        }
    }

    @Override
    public Part part(int index) {
        Part.Fields choice = new Part.Fields().set("text", text).set("index", index);
        if (logprobsTold) {
            choice.set("logprobs", logprobs == null ? Part.nothing() : logprobs.part());
        }
        end.addTo(choice);
        return choice;
    }

    static void stream(RawValue document, boolean includeUsage, StreamText out) {
        Map<String, RawValue> body = RawJson.members(document);
        ChunkHead chunks = new ChunkHead(body, OBJECT, OBJECT, includeUsage, out);
        List<RawValue> choices = RawJson.elements(RawJson.needed(body, "choices"));
        if (choices.isEmpty()) {
            throw new Inexact("no choices");
        }
        for (RawValue choice : choices) {
            chunks.chunk(whole(RawJson.members(choice)));
        }
        chunks.end();
    }

    /** One chunk says all of a choice: its text and why it ended, as vLLM's last one does. */
    private static Part whole(Map<String, RawValue> choice) {
        RawJson.index(choice, "index");
        boolean isWhole = RawJson.isText(RawJson.needed(choice, "text"))
                && !RawJson.text(choice, "finish_reason").isEmpty();
        if (!isWhole || choice.containsKey("error")) {
            throw new Inexact("a choice without a text or a reason to finish");
        }
        return Part.Fields.of(choice);
    }
}
