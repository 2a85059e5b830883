package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies and chunks of Bedrock's plainer models: Titan, Llama, Mistral, Cohere Command, AI21 and Claude 2. Each
 * names its text and its counts in its own way; no name means two things.
 */
final class TextModelAnswer extends JsonAnswer {
    TextModelAnswer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    void read(String type, JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "inputTextTokenCount", "prompt_token_count" -> counts.read(Count.INPUT, json);
                case "totalOutputTextTokenCount", "generation_token_count" -> counts.read(Count.OUTPUT, json);
                case "results" -> results(json);
                case "outputs", "generations", "completions" -> results(json);
                case "generation", "completion" -> delivered.text(json);
                default -> textOrEnd(name, json);
            }
        }
    }

    /** One result or more, each with its text, its reason and (Titan) its count. */
    private void results(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            result(json);
        }
    }

    private void result(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "tokenCount" -> counts.add(Count.OUTPUT, json.count());
                case "data" -> result(json);
                default -> textOrEnd(name, json);
            }
        }
    }

    private void textOrEnd(String name, JsonCursor json) {
        switch (name) {
            case "text", "outputText" -> delivered.text(json);
            case "stop_reason", "completionReason", "finish_reason" -> {
                if (json.isText() && !json.textIs("")) {
                    finish();
                }
            }
            case "is_finished" -> {
                if (json.isTrue()) {
                    finish();
                }
            }
            default -> {}
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        Reckoning reckoning = new Reckoning(said, tools);
        reckoning.input = said.of(Count.INPUT);
        reckoning.output = said.of(Count.OUTPUT);
        return reckoning;
    }
}
