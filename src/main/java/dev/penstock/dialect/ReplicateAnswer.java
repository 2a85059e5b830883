package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replicate's predictions, and the stream of one: events named output, error and done whose data is plain text. Tokens
 * are told by language models only, in the prediction's metrics.
 */
final class ReplicateAnswer extends JsonAnswer {
    ReplicateAnswer(int deliveredBound) {
        super(deliveredBound);
    }

    @Override
    boolean answersInText() {
        return true;
    }

    @Override
    public void event(String type, byte[] data, int from, int length) {
        switch (type) {
            case "output" -> delivered.bytes(data, from, length);
            case "error" -> failed(new String(data, from, Math.min(length, 1_000), StandardCharsets.UTF_8));
            case "done" -> {
                end();
                commit();
                forget();
            }
            default -> super.event(type, data, from, length);
        }
    }

    private void failed(String message) {
        error(ErrorText.of(null, message));
        end();
        commit();
        forget();
    }

    @Override
    void read(String type, JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "model" -> model(json);
                case "output" -> delivered.content(json);
                case "error" -> error(json);
                case "metrics" -> metrics(json);
                default -> {}
            }
        }
    }

    private void metrics(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "input_token_count" -> counts.read(Count.INPUT, json);
                case "output_token_count" -> counts.read(Count.OUTPUT, json);
                default -> {}
            }
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
