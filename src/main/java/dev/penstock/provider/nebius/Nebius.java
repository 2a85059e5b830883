package dev.penstock.provider.nebius;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Nebius Token Factory, which was AI Studio. */
@AutoService(Provider.class)
public final class Nebius extends PathProvider {
    public Nebius() {
        super(Facts.of("nebius", "https://api.tokenfactory.nebius.com/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .others("embeddings", "images/generations")));
    }
}
