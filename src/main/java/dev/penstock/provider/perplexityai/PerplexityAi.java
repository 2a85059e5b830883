package dev.penstock.provider.perplexityai;

import com.google.auto.service.AutoService;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.OpenAiCall;
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;

/** Perplexity: chat that searches. Clients put /v1 before paths that have none there. */
@AutoService(Provider.class)
public final class PerplexityAi extends PathProvider {
    private static final String VERSION = "v1/";

    public PerplexityAi() {
        super(Facts.of("perplexity-ai", "https://api.perplexity.ai")
                .alsoCalled("perplexity")
                .serving(Endpoints.NONE
                        .chat(UsageRules.UNASKED)
                        .responses()
                        .others("embeddings", "contextualizedembeddings")));
    }

    /** Newer APIs stand below a version, chat does not. */
    @Override
    public OpenAiPaths openAi() {
        return super.openAi().with(OpenAiCall.RESPONSES, "v1/responses").with(OpenAiCall.EMBEDDINGS, "v1/embeddings");
    }

    @Override
    protected Route place(ProviderRequest request) {
        String tail = withoutVersion(request.rest());
        return placed(request, ownBase(request), tail, served(request, tail));
    }

    /** Chat and search stand without a version; newer APIs (embeddings, responses) stand below /v1. */
    private static String withoutVersion(String rest) {
        if (!rest.startsWith(VERSION)) {
            return rest;
        }
        String tail = rest.substring(VERSION.length());
        boolean isUnversioned =
                tail.startsWith("chat/completions") || tail.startsWith("async/") || tail.equals("search");
        return isUnversioned ? tail : rest;
    }
}
