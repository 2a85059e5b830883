package dev.penstock.provider.jina;

import com.google.auto.service.AutoService;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Jina: embeddings and reranking. */
@AutoService(Provider.class)
public final class Jina extends PathProvider {
    public Jina() {
        super(Facts.of("jina", "https://api.jina.ai/v1")
                .serving(Endpoints.NONE.others("embeddings", "rerank", "classify")));
    }
}
