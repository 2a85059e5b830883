package dev.penstock.provider.llamacpp;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** A llama.cpp server on this machine. */
@AutoService(Provider.class)
public final class LlamaCpp extends PathProvider {
    public LlamaCpp() {
        super(Facts.of("llama-cpp", "http://127.0.0.1:8080/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .messages()
                        .others("embeddings", "rerank")));
    }
}
