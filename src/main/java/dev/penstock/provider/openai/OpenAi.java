package dev.penstock.provider.openai;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** OpenAI: chat, Responses and the rest of its API, all below /v1. */
@AutoService(Provider.class)
public final class OpenAi extends PathProvider {
    public OpenAi() {
        super(Facts.of("openai", "https://api.openai.com/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .and("responses/compact", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .others("embeddings", "moderations")
                        .others("images/generations", "images/edits", "images/variations")
                        .others("audio/transcriptions", "audio/translations", "audio/speech")));
    }
}
