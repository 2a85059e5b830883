package dev.penstock.provider.sambanova;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** SambaNova: chat and embeddings. */
@AutoService(Provider.class)
public final class SambaNova extends PathProvider {
    public SambaNova() {
        super(Facts.of("sambanova", "https://api.sambanova.ai/v1")
                .serving(Endpoints.NONE.chat(UsageRules.OPENAI).others("embeddings")));
    }
}
