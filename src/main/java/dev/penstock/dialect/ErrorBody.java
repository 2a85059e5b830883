package dev.penstock.dialect;

import static dev.penstock.json.JsonString.quoted;

import dev.penstock.call.Dialect;

/**
 * A broken stream in the words of one dialect.
 *
 * @param event the SSE event name; "" where the dialect names none
 * @param json the event's data, one line
 */
record ErrorBody(String event, String json) {
    static ErrorBody of(Dialect dialect, String message, String kind, long delivered) {
        boolean late = kind.startsWith("timed_out");
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS -> new ErrorBody("", "{\"error\":" + openai(message, kind) + "}");
            case OPENAI_RESPONSES -> new ErrorBody("error", responses(message, kind, delivered));
            case OPENAI_OTHER, OPAQUE ->
                new ErrorBody("error", "{\"type\":\"error\",\"error\":" + openai(message, kind) + "}");
            case ANTHROPIC_MESSAGES -> new ErrorBody("error", anthropic(message, late));
            case GEMINI -> new ErrorBody("", gemini(message, late));
            case BEDROCK_CONVERSE, BEDROCK_INVOKE -> new ErrorBody("error", "{\"message\":" + quoted(message) + "}");
            case COHERE_V1 -> new ErrorBody("stream-end", cohere1(message));
            case COHERE_V2 -> new ErrorBody("message-end", cohere2(message, late));
            case OLLAMA -> new ErrorBody("", "{\"error\":" + quoted(message) + "}");
            case WORKERS_AI_RUN -> new ErrorBody("", workersAi(message));
            case REPLICATE -> new ErrorBody("error", "{\"detail\":" + quoted(message) + "}");
        };
    }

    /** The error object of the Chat API; both official SDKs raise on an event whose data has an "error". */
    private static String openai(String message, String kind) {
        return "{\"message\":" + quoted(message) + ",\"type\":\"server_error\",\"param\":null,\"code\":" + quoted(kind)
                + "}";
    }

    /**
     * The published schema is flat (type, code, message, param, sequence_number), the recorded events nest the same in an
     * "error", and the SDKs raise on the nested one only: so both.
     */
    private static String responses(String message, String kind, long delivered) {
        return "{\"type\":\"error\",\"sequence_number\":" + delivered + ",\"code\":" + quoted(kind) + ",\"message\":"
                + quoted(message) + ",\"param\":null,\"error\":" + openai(message, kind) + "}";
    }

    private static String anthropic(String message, boolean late) {
        String type = late ? "timeout_error" : "api_error";
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":" + quoted(message) + "}}";
    }

    private static String gemini(String message, boolean late) {
        String status = late ? "\"DEADLINE_EXCEEDED\"" : "\"INTERNAL\"";
        return "{\"error\":{\"code\":" + (late ? 504 : 500) + ",\"message\":" + quoted(message) + ",\"status\":"
                + status + "}}";
    }

    /** Cohere has no error event: its last event says ERROR (docs.cohere.com, Chat v1, StreamEnd). */
    private static String cohere1(String message) {
        return "{\"is_finished\":true,\"event_type\":\"stream-end\",\"finish_reason\":\"ERROR\",\"error\":"
                + quoted(message) + ",\"response\":{\"text\":\"\",\"finish_reason\":\"ERROR\"}}";
    }

    /** As v1; the delta has a place for the error's text (docs.cohere.com, Chat v2, ChatMessageEndEvent). */
    private static String cohere2(String message, boolean late) {
        String reason = late ? "TIMEOUT" : "ERROR";
        return "{\"type\":\"message-end\",\"delta\":{\"error\":" + quoted(message) + ",\"finish_reason\":\"" + reason
                + "\"}}";
    }

    /** Cloudflare's envelope with its number for "failed to get response from provider". */
    private static String workersAi(String message) {
        return "{\"result\":null,\"success\":false,\"errors\":[{\"code\":2005,\"message\":" + quoted(message)
                + "}],\"messages\":[]}";
    }
}
