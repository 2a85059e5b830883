package dev.penstock.provider.cohere;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Cohere: its own chat in two versions, and a surface like OpenAI's. */
@AutoService(Provider.class)
public final class Cohere extends PathProvider {
    /** The compatible chat answers a stream_options field with an error. */
    private static final UsageRules COMPATIBLE =
            new UsageRules(UsageRules.Reasoning.IN_OUTPUT, UsageRules.StreamUsage.NEVER);

    public Cohere() {
        super(Facts.of("cohere", "https://api.cohere.com")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("authorization", "Token"))
                .livingAt("v1", "v1", "v2", "compatibility")
                .serving(Endpoints.NONE
                        .and("v1/chat", Dialect.COHERE_V1, UsageRules.UNASKED)
                        .and("v2/chat", Dialect.COHERE_V2, UsageRules.UNASKED)
                        .and("compatibility/v1/chat/completions", Dialect.OPENAI_CHAT, COMPATIBLE)
                        .others("v1/embed", "v2/embed", "v1/rerank", "v2/rerank")
                        .others("v2/audio/transcriptions", "compatibility/v1/embeddings")));
    }
}
