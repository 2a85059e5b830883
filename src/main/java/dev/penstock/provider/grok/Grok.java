package dev.penstock.provider.grok;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** xAI: OpenAI and Anthropic surfaces; the latter's SDK sends its own key header. */
@AutoService(Provider.class)
public final class Grok extends PathProvider {
    /** Chat counts reasoning beside completion_tokens (131 of 131 recordings); Responses counts it within. */
    private static final UsageRules CHAT =
            new UsageRules(UsageRules.Reasoning.BESIDE_OUTPUT, UsageRules.StreamUsage.ON_REQUEST);

    public Grok() {
        super(Facts.of("grok", "https://api.x.ai/v1")
                .alsoCalled("xai")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .serving(Endpoints.NONE
                        .chat(CHAT)
                        .completions(CHAT)
                        .responses()
                        .messages()
                        .others("embeddings", "images/generations", "images/edits")));
    }
}
