package dev.penstock.provider.voyage;

import com.google.auto.service.AutoService;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Voyage: embeddings and reranking. */
@AutoService(Provider.class)
public final class Voyage extends PathProvider {
    public Voyage() {
        super(Facts.of("voyage", "https://api.voyageai.com/v1")
                .serving(Endpoints.NONE.others(
                        "embeddings", "contextualizedembeddings", "multimodalembeddings", "rerank")));
    }
}
