package dev.penstock.provider.mistral;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Mistral: chat-like APIs that refuse unknown fields and tell usage on the last chunk unasked. */
@AutoService(Provider.class)
public final class Mistral extends PathProvider {
    public Mistral() {
        super(Facts.of("mistral", "https://api.mistral.ai")
                .serving(Endpoints.NONE
                        .and("v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .and("v1/fim/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .and("v1/agents/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .others("v1/embeddings", "v1/moderations", "v1/chat/moderations")
                        .others("v1/ocr", "v1/audio/transcriptions", "v1/audio/speech")));
    }
}
