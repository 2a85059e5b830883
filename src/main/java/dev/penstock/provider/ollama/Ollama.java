package dev.penstock.provider.ollama;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Ollama on this machine: its own API below /api, the surfaces of others below /v1. */
@AutoService(Provider.class)
public final class Ollama extends PathProvider {
    public Ollama() {
        super(Facts.of("ollama", "http://127.0.0.1:11434")
                .livingAt("v1", "v1", "api")
                .serving(Endpoints.NONE
                        .and("api/chat", Dialect.OLLAMA, UsageRules.UNASKED)
                        .and("api/generate", Dialect.OLLAMA, UsageRules.UNASKED)
                        .and("api/embed", Dialect.OLLAMA, UsageRules.UNASKED)
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .messages()
                        .others("embeddings")));
    }
}
