package dev.penstock.dialect;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Optional;

/**
 * One answer in its other form: a stream as the body its provider would have sent, a body as the stream. Exact or
 * nothing: an event or a field we cannot fold, a stream that is cut or tells an error, and a dialect whose forms differ
 * by more than their form give nothing. Texts and numbers are carried as they were written.
 */
public final class Recast {
    /** The largest answer read and the largest made: beyond it stands nothing that would be kept. */
    static final int MOST_BYTES = 64 << 20;

    private Recast() {}

    /** The JSON body of a whole stream. */
    public static Optional<byte[]> body(Dialect dialect, Framing framing, byte[] stream) {
        try {
            return Optional.of(exactBody(dialect, framing, stream));
        } catch (Inexact | JsonMalformed given) {
            return Optional.empty();
        }
    }

    /**
     * The stream of a whole JSON body, from its first event to its terminal one.
     *
     * @param includeUsage whether chat and completions end with a chunk for the usage: stream_options.include_usage, or a
     *     provider that tells it unasked
     */
    public static Optional<byte[]> stream(Dialect dialect, Framing wanted, byte[] json, boolean includeUsage) {
        try {
            return Optional.of(exactStream(dialect, wanted, json, includeUsage));
        } catch (Inexact | JsonMalformed given) {
            return Optional.empty();
        }
    }

    static byte[] exactBody(Dialect dialect, Framing framing, byte[] stream) {
        refuseLarge(stream.length);
        if (!speaks(dialect, framing)) {
            throw new Inexact(dialect + " has no body for " + framing);
        }
        List<StreamEvent> events = StreamEvents.cut(framing, stream);
        Part body = switch (dialect) {
            case OPENAI_CHAT -> ChatFold.body(events);
            case OPENAI_COMPLETIONS -> CompletionsRecast.body(events);
            case OPENAI_RESPONSES -> ResponsesFold.body(events);
            case ANTHROPIC_MESSAGES -> MessagesFold.body(events);
            case GEMINI -> GeminiRecast.body(events);
            case COHERE_V2 -> CohereFold.body(events);
            case OLLAMA -> OllamaRecast.body(events);
            case BEDROCK_CONVERSE -> ConverseFold.body(events);
            case OPENAI_OTHER, BEDROCK_INVOKE, COHERE_V1, WORKERS_AI_RUN, REPLICATE, OPAQUE ->
                throw new Inexact(dialect + " has no exact body");
        };
        return body.bytes();
    }

    static byte[] exactStream(Dialect dialect, Framing wanted, byte[] json, boolean includeUsage) {
        refuseLarge(json.length);
        if (!speaks(dialect, wanted)) {
            throw new Inexact(dialect + " has no stream as " + wanted);
        }
        RawValue.parse(json);
        RawValue body = RawValue.parse(RawJson.compact(json));
        StreamText out = new StreamText(wanted);
        switch (dialect) {
            case OPENAI_CHAT -> ChatStream.write(body, includeUsage, out);
            case OPENAI_COMPLETIONS -> CompletionsRecast.stream(body, includeUsage, out);
            case OPENAI_RESPONSES -> ResponsesStream.write(body, out);
            case ANTHROPIC_MESSAGES -> MessagesStream.write(body, out);
            case GEMINI -> GeminiRecast.stream(body, out);
            case COHERE_V2 -> CohereStream.write(body, out);
            case OLLAMA -> OllamaRecast.stream(body, out);
            case BEDROCK_CONVERSE -> ConverseStream.write(body, out);
            case OPENAI_OTHER, BEDROCK_INVOKE, COHERE_V1, WORKERS_AI_RUN, REPLICATE, OPAQUE ->
                throw new Inexact(dialect + " has no exact stream");
        }
        return out.bytes();
    }

    private static boolean speaks(Dialect dialect, Framing framing) {
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES, ANTHROPIC_MESSAGES, COHERE_V2 ->
                framing == Framing.SSE;
            case GEMINI -> framing == Framing.SSE || framing == Framing.JSON_ARRAY;
            case OLLAMA -> framing == Framing.NDJSON;
            case BEDROCK_CONVERSE -> framing == Framing.EVENT_STREAM;
            case OPENAI_OTHER, BEDROCK_INVOKE, COHERE_V1, WORKERS_AI_RUN, REPLICATE, OPAQUE -> false;
        };
    }

    static void refuseLarge(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new Inexact("larger than " + MOST_BYTES + " bytes");
        }
    }
}
