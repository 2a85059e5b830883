package dev.penstock.provider.huggingface;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Cut;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Served;
import java.util.List;
import java.util.Optional;

/**
 * Hugging Face: a router like OpenAI's API, optionally to a named backend, and the older inference API, where a path is
 * nothing but a model.
 */
@AutoService(Provider.class)
public final class HuggingFace extends PathProvider {
    private static final String MODELS = "models/";
    private static final String VERSION = "v1/";
    private static final String OWN_BACKEND = "hf-inference/";

    public HuggingFace() {
        super(Facts.of("huggingface", "https://router.huggingface.co")
                .withForms("v1/{path}", "{backend}/v1/{path}", "models/{model}", "{organisation}/{model}")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .others("embeddings")));
    }

    @Override
    public List<Served> serves() {
        return super.serves().stream()
                .map(one -> new Served(VERSION + one.path(), one.dialect(), one.rules()))
                .toList();
    }

    @Override
    protected Route place(ProviderRequest request) {
        String rest = request.rest();
        if (rest.startsWith(VERSION)) {
            return routed(request, rest, rest);
        }
        if (Cut.of(rest).rest().startsWith(VERSION)) {
            return routed(request, rest, Cut.of(rest).rest());
        }
        if (rest.startsWith(OWN_BACKEND)) {
            return routed(request, rest, rest);
        }
        boolean isModel = served(request, rest).dialect() == Dialect.OPAQUE;
        return isModel ? model(request, rest) : routed(request, VERSION + rest, rest);
    }

    private Route routed(ProviderRequest request, String tail, String endpoint) {
        return placed(request, ownBase(request), tail, served(request, endpoint));
    }

    private Route model(ProviderRequest request, String rest) {
        BaseUrl base = base(request, "api-inference.huggingface.co");
        String tail = rest.startsWith(MODELS) ? rest : MODELS + rest;
        Optional<String> model = Optional.of(PathText.decoded(tail.substring(MODELS.length())));
        return placed(request, base, tail, Served.UNREAD, model, Optional.empty());
    }
}
