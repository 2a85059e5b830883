package dev.penstock.provider.vercelgateway;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Vercel's AI gateway: three chat surfaces over many vendors; it reports the cost itself. */
@AutoService(Provider.class)
public final class VercelGateway extends PathProvider {
    public VercelGateway() {
        super(Facts.of("vercel-gateway", "https://ai-gateway.vercel.sh/v1")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .responses()
                        .messages()
                        .others("embeddings")));
    }
}
