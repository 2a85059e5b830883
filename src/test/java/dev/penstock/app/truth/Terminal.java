package dev.penstock.app.truth;

import dev.penstock.call.Dialect;
import java.util.regex.Pattern;

/** Which events end a stream of each dialect, told by their text: coarser than the gateway's readers, and made apart. */
final class Terminal {
    private static final Pattern CHAT =
            Pattern.compile("\"finish_reason\"\\s*:\\s*\"|\"stop_reason\"\\s*:\\s*\"|\\[DONE]|\"error\"");
    private static final Pattern RESPONSES =
            Pattern.compile("response\\.(completed|incomplete|failed)|\"type\"\\s*:\\s*\"error\"|event: error");
    private static final Pattern MESSAGES =
            Pattern.compile("message_stop|\"stop_reason\"\\s*:\\s*\"|event: error|\"type\"\\s*:\\s*\"error\"");
    private static final Pattern GEMINI = Pattern.compile("finishReason|finish_reason|blockReason|\"error\"");
    private static final Pattern CONVERSE = Pattern.compile("messageStop|[Ee]xception");
    private static final Pattern INVOKE =
            Pattern.compile("message_stop|\"(stop|finish)_?[rR]eason\"\\s*:\\s*\"|messageStop|invocationMetrics|"
                    + "\"completionReason\"\\s*:\\s*\"|\"is_finished\"\\s*:\\s*true|[Ee]xception|\\[DONE]");
    private static final Pattern COHERE =
            Pattern.compile("stream-end|message-end|\"is_finished\"\\s*:\\s*true|\"error\"");
    private static final Pattern OLLAMA = Pattern.compile("\"done\"\\s*:\\s*true|\"error\"");
    private static final Pattern WORKERS_AI =
            Pattern.compile("\\[DONE]|\"finish_reason\"\\s*:\\s*\"|\"error|\"success\"\\s*:\\s*false");

    private Terminal() {}

    /** Whether a break before the end of this event leaves the stream without its ending. */
    static boolean isIn(Dialect dialect, String event) {
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS -> CHAT.matcher(event).find();
            case OPENAI_RESPONSES -> RESPONSES.matcher(event).find();
            case ANTHROPIC_MESSAGES -> MESSAGES.matcher(event).find();
            case GEMINI -> GEMINI.matcher(event).find();
            case BEDROCK_CONVERSE -> CONVERSE.matcher(event).find();
            case BEDROCK_INVOKE -> INVOKE.matcher(event).find();
            case COHERE_V1, COHERE_V2 -> COHERE.matcher(event).find();
            case OLLAMA -> OLLAMA.matcher(event).find();
            case WORKERS_AI_RUN -> WORKERS_AI.matcher(event).find();
            case OPENAI_OTHER, OPAQUE, REPLICATE -> true;
        };
    }
}
