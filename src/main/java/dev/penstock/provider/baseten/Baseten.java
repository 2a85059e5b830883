package dev.penstock.provider.baseten;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Cut;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.HostName;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.Keyed;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import java.util.Optional;

/** Baseten: shared models behind one OpenAI-like host, and deployed models, each on a host of its own. */
@AutoService(Provider.class)
public final class Baseten extends PathProvider {
    private static final String MODEL = "model/";
    private static final AuthSlot API_KEY = AuthSlot.header("authorization", "Api-Key");

    public Baseten() {
        super(Facts.of("baseten", "https://inference.baseten.co")
                .keyIn(AuthSlot.BEARER, API_KEY, AuthSlot.header("x-api-key"))
                .withForms("v1/{path}", "model/{model}", "model/{model}/{path}")
                .serving(Endpoints.NONE
                        .and("v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)));
    }

    /** A deployed model takes the key by a scheme of its own. All hosts are Baseten's front door, which checks the key. */
    @Override
    public KeyUse keyUse() {
        return new KeyUse.PerCall((call, key, now) ->
                Keyed.in(call.rest().startsWith(MODEL) ? API_KEY : AuthSlot.BEARER, key.reveal(), call));
    }

    @Override
    protected Route place(ProviderRequest request) {
        if (!request.rest().startsWith(MODEL)) {
            return super.place(request);
        }
        Cut model = Cut.of(request.rest().substring(MODEL.length()));
        String id = HostName.label(model.first(), "Baseten model");
        BaseUrl base = base(request, "model-" + id + ".api.baseten.co");
        String tail = model.rest().isEmpty() ? "production/predict" : model.rest();
        int sync = tail.indexOf("/sync/");
        String endpoint = sync < 0 ? tail : tail.substring(sync + "/sync/".length());
        return placed(request, base, tail, served(request, endpoint), Optional.of(id), Optional.empty());
    }
}
