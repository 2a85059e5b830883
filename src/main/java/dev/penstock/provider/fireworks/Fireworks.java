package dev.penstock.provider.fireworks;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Fireworks: OpenAI and Anthropic surfaces below /inference/v1. */
@AutoService(Provider.class)
public final class Fireworks extends PathProvider {
    public Fireworks() {
        super(Facts.of("fireworks", "https://api.fireworks.ai/inference/v1")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .messages()
                        .others("embeddings", "rerank")));
    }
}
