package dev.penstock.provider.lmstudio;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** An LM Studio server on this machine. */
@AutoService(Provider.class)
public final class LmStudio extends PathProvider {
    public LmStudio() {
        super(Facts.of("lmstudio", "http://127.0.0.1:1234/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .messages()
                        .others("embeddings")));
    }
}
