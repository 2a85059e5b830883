package dev.penstock.provider.nvidia;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** NVIDIA's hosted models. */
@AutoService(Provider.class)
public final class Nvidia extends PathProvider {
    public Nvidia() {
        super(Facts.of("nvidia", "https://integrate.api.nvidia.com/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .others("embeddings")));
    }
}
