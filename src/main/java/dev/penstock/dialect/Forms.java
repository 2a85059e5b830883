package dev.penstock.dialect;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a request says in which form it wants its answer: by fields of its body, or by its path. What is left without them
 * is the same for both forms.
 */
public final class Forms {
    private static final Set<String> OPENAI = Set.of("stream", "stream_options");
    private static final Set<String> STREAM = Set.of("stream");

    /** Paths that ask for a stream, and those that ask for the same answer whole. */
    private record Twin(Dialect dialect, String streamed, String whole) {}

    private static final List<Twin> TWINS = List.of(
            new Twin(Dialect.GEMINI, ":streamGenerateContent", ":generateContent"),
            new Twin(Dialect.ANTHROPIC_MESSAGES, ":streamRawPredict", ":rawPredict"),
            new Twin(Dialect.BEDROCK_CONVERSE, "/converse-stream", "/converse"),
            new Twin(Dialect.BEDROCK_INVOKE, "/invoke-with-response-stream", "/invoke"));

    private Forms() {}

    /** The top-level fields of a request that say the form and nothing else. */
    public static Set<String> fields(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES -> OPENAI;
            case ANTHROPIC_MESSAGES, COHERE_V1, COHERE_V2, OLLAMA, WORKERS_AI_RUN -> STREAM;
            case GEMINI, BEDROCK_CONVERSE, BEDROCK_INVOKE, OPENAI_OTHER, REPLICATE, OPAQUE -> Set.of();
        };
    }

    /**
     * The path and query that ask for the same answer whole; the path itself where it does not name the form.
     *
     * @param path with its query, without a host
     */
    public static String wholePath(Dialect dialect, String path) {
        int query = queryOf(path);
        String plain = path.substring(0, query);
        for (Twin twin : TWINS) {
            if (twin.dialect == dialect && (plain.endsWith(twin.streamed) || plain.endsWith(twin.whole))) {
                String base = plain.endsWith(twin.streamed)
                        ? plain.substring(0, plain.length() - twin.streamed.length()) + twin.whole
                        : plain;
                return base + (dialect == Dialect.GEMINI ? withoutForm(path.substring(query)) : path.substring(query));
            }
        }
        return path;
    }

    /** How a stream that this path asks for is cut into events, where the answer's own type does not say. */
    public static Framing streamFraming(Dialect dialect, String path) {
        return switch (dialect) {
            case BEDROCK_CONVERSE, BEDROCK_INVOKE -> Framing.EVENT_STREAM;
            case OLLAMA, COHERE_V1 -> Framing.NDJSON;
            case GEMINI ->
                parameters(path.substring(queryOf(path))).contains("alt=sse") ? Framing.SSE : Framing.JSON_ARRAY;
            case OPENAI_CHAT,
                    OPENAI_COMPLETIONS,
                    OPENAI_RESPONSES,
                    OPENAI_OTHER,
                    ANTHROPIC_MESSAGES,
                    COHERE_V2,
                    WORKERS_AI_RUN,
                    REPLICATE -> Framing.SSE;
            case OPAQUE -> Framing.BYTES;
        };
    }

    private static int queryOf(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path.length() : query;
    }

    /** Google's system parameter alt: json is what is sent without it (cloud.google.com/apis/docs/system-parameters). */
    private static String withoutForm(String query) {
        List<String> kept = new ArrayList<>(parameters(query));
        kept.removeIf(parameter -> parameter.equals("alt=sse") || parameter.equals("alt=json"));
        return kept.isEmpty() ? "" : "?" + String.join("&", kept);
    }

    private static List<String> parameters(String query) {
        return query.length() < 2 ? List.of() : List.of(query.substring(1).split("&", -1));
    }
}
