package dev.penstock.meter.golden;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Providers;
import dev.penstock.provider.Served;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** An API: how it writes one answer whole and as a stream, from the same row. */
enum Wire {
    CHAT(Dialect.OPENAI_CHAT),
    RESPONSES(Dialect.OPENAI_RESPONSES),
    MESSAGES(Dialect.ANTHROPIC_MESSAGES),
    GEMINI(Dialect.GEMINI),
    CONVERSE(Dialect.BEDROCK_CONVERSE),
    COHERE(Dialect.COHERE_V2),
    IMAGES(Dialect.OPENAI_OTHER),
    EMBEDDINGS(Dialect.OPENAI_OTHER),
    EMBED(Dialect.COHERE_V2),
    EMBEDCONTENT(Dialect.GEMINI);

    private static final Providers PROVIDERS = Providers.load();

    private final Dialect dialect;

    Wire(Dialect dialect) {
        this.dialect = dialect;
    }

    /** What an API's answers look like. */
    interface Writing {
        ObjectNode body(Shape shape);

        /** The events of a stream, framed. */
        List<byte[]> events(Shape shape);

        /** Where it is asked for, below the provider. */
        String path(Shape shape, boolean streams);
    }

    static Wire of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    Dialect dialect() {
        return dialect;
    }

    Framing framing() {
        return this == CONVERSE ? Framing.EVENT_STREAM : Framing.SSE;
    }

    /** How the provider counts by its own folder. */
    UsageRules rules(String slug) {
        Provider provider = Objects.requireNonNull(PROVIDERS.find(slug).orElse(null), slug);
        return provider.serves().stream()
                .filter(served -> served.dialect() == dialect)
                .findFirst()
                .map(Served::rules)
                .orElse(UsageRules.UNASKED);
    }

    String body(Shape shape) {
        return Tree.text(writing().body(shape));
    }

    List<byte[]> events(Shape shape) {
        return writing().events(shape);
    }

    String path(Shape shape, boolean streams) {
        return writing().path(shape, streams);
    }

    private Writing writing() {
        return switch (this) {
            case CHAT -> new ChatWire();
            case RESPONSES -> new ResponsesWire();
            case MESSAGES -> new MessagesWire();
            case GEMINI -> new GeminiWire();
            case CONVERSE -> new ConverseWire();
            case COHERE -> new CohereWire();
            case IMAGES -> new ImagesWire();
            case EMBEDDINGS -> new EmbeddingsWire();
            case EMBED -> new EmbedWire();
            case EMBEDCONTENT -> new EmbedContentWire();
        };
    }
}
