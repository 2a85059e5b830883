package dev.penstock.dialect;

import dev.penstock.call.UsageRules;
import dev.penstock.json.JsonCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions and its relatives, and the legacy completions, whose choices carry a text. Ends by a finish
 * reason for every choice seen, or by [DONE]; neither alone can be relied on (Cerebras and Perplexity send no [DONE]).
 */
final class ChatAnswer extends JsonAnswer {
    private final UsageRules rules;

    ChatAnswer(UsageRules rules, int deliveredBound) {
        super(deliveredBound);
        this.rules = rules;
    }

    @Override
    void read(String type, JsonCursor json) {
        String flatMessage = null;
        boolean flat = false;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "choices" -> choices(json);
                case "usage" -> OpenAiUsage.read(json, this);
                case "x_groq" -> groq(json);
                case "model" -> model(json);
                case "service_tier" -> serviceTier(json);
                case "error" -> error(json);
                case "object" -> flat = json.textIs("error"); // older vLLM, Mistral
                case "message" -> flatMessage = json.text(null, Integer.MAX_VALUE);
                default -> {}
            }
        }
        if (flat) {
            error(ErrorText.of(null, flatMessage));
        }
    }

    /** Groq says the usage of a stream here, asked or not. */
    private void groq(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "usage" -> OpenAiUsage.read(json, this);
                case "error" -> error(json);
                default -> {}
            }
        }
    }

    private void choices(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            choice(json);
        }
    }

    private void choice(JsonCursor json) {
        long index = 0;
        boolean isFinished = false;
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "index" -> index = Math.max(0, json.count());
                case "finish_reason" -> isFinished |= finishes(json);
                case "stop_reason" -> isFinished |= json.isText(); // DeepSeek on Bedrock
                case "delta" -> message(json);
                case "message" -> wholeMessage(json);
                case "text" -> delivered.text(json);
                case "error" -> error(json);
                default -> {}
            }
        }
        choice(index, isFinished);
    }

    /** DeepSeek's insufficient_system_resource and OpenRouter's and Mistral's error are failures told as reasons. */
    private boolean finishes(JsonCursor json) {
        if (json.textIs("error") || json.textIs("insufficient_system_resource")) {
            error("the answer finished by an error");
        }
        return json.isText() && !json.textIs("");
    }

    /** Perplexity repeats the message so far beside each delta. */
    private void wholeMessage(JsonCursor json) {
        if (!streams) {
            message(json);
        }
    }

    private void message(JsonCursor json) {
        boolean reasoned = false; // some say the same text as reasoning and as reasoning_content
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "content", "refusal" -> delivered.content(json);
                case "reasoning", "reasoning_content" -> reasoned = reasoned || delivered.text(json);
                case "tool_calls" -> toolCalls(json);
                case "function_call" -> function(json);
                case "audio" -> transcript(json);
                default -> {}
            }
        }
    }

    private void toolCalls(JsonCursor json) {
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                switch (name) {
                    case "function", "custom" -> function(json);
                    default -> {}
                }
            }
        }
    }

    private void function(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "arguments", "input" -> delivered.arguments(json);
                default -> {}
            }
        }
    }

    private void transcript(JsonCursor json) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            if (name.equals("transcript")) {
                delivered.text(json);
            }
        }
    }

    @Override
    Reckoning reckon(Counts said, Map<String, Long> tools) {
        return OpenAiUsage.reckon(said, tools, rules.reasoning());
    }
}
