package dev.penstock.provider.openrouter;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** OpenRouter: three chat surfaces over many vendors; usage with its cost comes unasked. */
@AutoService(Provider.class)
public final class OpenRouter extends PathProvider {
    public OpenRouter() {
        super(Facts.of("openrouter", "https://openrouter.ai/api/v1")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .serving(Endpoints.NONE
                        .chat(UsageRules.UNASKED)
                        .completions(UsageRules.UNASKED)
                        .responses()
                        .messages()
                        .others("embeddings", "rerank", "audio/transcriptions", "audio/speech")));
    }
}
