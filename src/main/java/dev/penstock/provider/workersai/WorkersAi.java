package dev.penstock.provider.workersai;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.SafePath;
import dev.penstock.provider.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Workers AI: a model is run by its name in the path, or called through a surface like OpenAI's. */
@AutoService(Provider.class)
public final class WorkersAi extends PathProvider {
    private static final String RUN = "run/";
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Served RUNS = new Served("run/{model}", Dialect.WORKERS_AI_RUN, UsageRules.UNASKED);

    public WorkersAi() {
        super(Facts.of("workers-ai", "https://api.cloudflare.com/client/v4/accounts/{account}/ai")
                .withForms("@cf/{author}/{model}", "run/{model}", "v1/{path}")
                .serving(Endpoints.NONE
                        .and("v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .and("v1/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .others("v1/embeddings")));
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>(super.serves());
        all.add(RUNS);
        return all;
    }

    /** Cloudflare exempts Workers AI where a gateway insists on callers' keys. */
    @Override
    public boolean needsKey() {
        return false;
    }

    @Override
    protected Route place(ProviderRequest request) {
        String rest = request.rest();
        if (rest.startsWith("v1/")) {
            return placed(request, base(request), rest, served(request, rest));
        }
        String tail = rest.startsWith(RUN) ? rest : RUN + rest;
        String model = PathText.decoded(tail.substring(RUN.length()));
        Served served = request.method().equals("POST") ? RUNS : Served.UNREAD;
        return placed(request, base(request), tail, served, Optional.of(model), Optional.empty());
    }

    /** An operator's address ends where ours does, with the account in it; without one the gateway's account is used. */
    private BaseUrl base(ProviderRequest request) {
        if (request.overridden()) {
            return ownBase(request);
        }
        if (!ACCOUNT.matcher(request.account()).matches()) {
            throw SafePath.refused(
                    "The account in the gateway's URL is no Cloudflare account id, which Workers AI needs;"
                            + " use it there, or set the provider's base URL");
        }
        return BaseUrl.parse(baseUrl().replace("{account}", request.account()));
    }
}
