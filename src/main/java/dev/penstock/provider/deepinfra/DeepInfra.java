package dev.penstock.provider.deepinfra;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** DeepInfra: its surface like OpenAI's. */
@AutoService(Provider.class)
public final class DeepInfra extends PathProvider {
    public DeepInfra() {
        super(Facts.of("deepinfra", "https://api.deepinfra.com/v1/openai")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .others("embeddings", "images/generations")));
    }
}
