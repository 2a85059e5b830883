package dev.penstock.dialect;

import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;

/** The reader for each dialect. */
public final class AnswerReaders {
    private AnswerReaders() {}

    /**
     * A reader for one answer.
     *
     * @param deliveredBound how many characters of delivered text it keeps
     */
    public static AnswerReader of(Dialect dialect, UsageRules rules, int deliveredBound) {
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS -> new ChatAnswer(rules, deliveredBound);
            case OPENAI_RESPONSES -> new ResponsesAnswer(rules, deliveredBound);
            case OPENAI_OTHER -> new OtherAnswer(rules, deliveredBound);
            case ANTHROPIC_MESSAGES -> new AnthropicAnswer(deliveredBound);
            case GEMINI -> new GeminiAnswer(deliveredBound);
            case BEDROCK_CONVERSE -> new ConverseAnswer(deliveredBound);
            case BEDROCK_INVOKE -> new InvokeAnswer(rules, deliveredBound);
            case COHERE_V1 -> new CohereV1Answer(deliveredBound);
            case COHERE_V2 -> new CohereV2Answer(deliveredBound);
            case OLLAMA -> new OllamaAnswer(deliveredBound);
            case WORKERS_AI_RUN -> new WorkersAiAnswer(rules, deliveredBound);
            case REPLICATE -> new ReplicateAnswer(deliveredBound);
            case OPAQUE -> new OpaqueAnswer();
        };
    }
}
