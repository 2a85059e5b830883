package dev.penstock.provider.together;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Together: chat whose streams tell usage on the finish chunk unasked. */
@AutoService(Provider.class)
public final class Together extends PathProvider {
    public Together() {
        super(Facts.of("together", "https://api.together.xyz/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.UNASKED)
                        .completions(UsageRules.UNASKED)
                        .others("embeddings", "rerank", "images/generations")
                        .others("audio/transcriptions", "audio/translations", "audio/speech")));
    }
}
