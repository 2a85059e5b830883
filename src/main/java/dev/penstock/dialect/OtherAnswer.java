package dev.penstock.dialect;

import dev.penstock.call.UsageRules;
import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings, images, transcriptions, moderations, rerank, model lists: mostly one JSON body, of whose shape we rely on
 * the usage object alone. The streams of images, speech and transcripts end in an event named done or completed.
 */
final class OtherAnswer extends JsonAnswer {
    private final UsageRules rules;

    OtherAnswer(UsageRules rules, int deliveredBound) {
        super(deliveredBound);
        this.rules = rules;
    }

    @Override
    boolean answersInText() {
        return true;
    }

    @Override
    void read(String type, JsonCursor json) {
        String said = type;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "usage" -> OpenAiUsage.read(json, this);
                case "meta" -> CohereUsage.read(json, this);
                case "model" -> model(json);
                case "service_tier" -> serviceTier(json);
                case "error" -> error(json);
                case "delta" -> delivered.text(json);
                case "text" -> wholeText(json);
                case "type" -> said = json.isText() ? String.valueOf(json.text(said, 100)) : said;
                default -> {}
            }
        }
        if (said.endsWith(".done") || said.endsWith(".completed") || said.endsWith(".failed")) {
            finish(); // more may follow: several images are several completed events
        }
    }

    /** A transcript's last event repeats the text of its deltas. */
    private void wholeText(JsonCursor json) {
        if (!streams) {
            delivered.text(json);
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        return OpenAiUsage.reckon(said, tools, rules.reasoning());
    }
}
