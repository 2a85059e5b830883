package dev.penstock.provider.vllm;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** A vLLM server on this machine. */
@AutoService(Provider.class)
public final class Vllm extends PathProvider {
    public Vllm() {
        super(Facts.of("vllm", "http://127.0.0.1:8000/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .messages()
                        .others("embeddings", "rerank", "score", "audio/transcriptions", "audio/translations")));
    }
}
