package dev.penstock.provider.googleaistudio;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.Keyed;
import dev.penstock.provider.ModelMethod;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gemini by API key: the path names model and method; beside it a surface like OpenAI's. */
@AutoService(Provider.class)
public final class GoogleAiStudio extends PathProvider {
    /** completion_tokens leaves reasoning out and total_tokens has it in (recorded: 35 + 12 of 109). */
    private static final UsageRules COMPATIBLE =
            new UsageRules(UsageRules.Reasoning.BY_TOTAL, UsageRules.StreamUsage.ON_REQUEST);

    private static final AuthSlot KEY = AuthSlot.header("x-goog-api-key");

    public GoogleAiStudio() {
        super(Facts.of("google-ai-studio", "https://generativelanguage.googleapis.com")
                .alsoCalled("google")
                .keyIn(KEY, AuthSlot.query("key"), AuthSlot.BEARER, AuthSlot.query("api_key"))
                .withForms("{path}", "{version}/models/{model}:{method}")
                .serving(Endpoints.NONE
                        .and("v1beta/openai/chat/completions", Dialect.OPENAI_CHAT, COMPATIBLE)
                        .others("v1beta/openai/embeddings", "v1beta/openai/images/generations")));
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>(super.serves());
        all.addAll(ModelMethod.gemini("v1beta/models/{model}"));
        return all;
    }

    /** The surface like OpenAI's takes its key as OpenAI does. */
    @Override
    public KeyUse keyUse() {
        return new KeyUse.PerCall((call, key, now) -> {
            boolean isCompatible = PathText.plain(call.rest()).contains("/openai/");
            return Keyed.in(isCompatible ? AuthSlot.BEARER : KEY, key.reveal(), call);
        });
    }

    @Override
    protected Route place(ProviderRequest request) {
        Optional<ModelMethod> asked = ModelMethod.in(request.rest());
        return placed(
                request,
                ownBase(request),
                request.rest(),
                asked.map(one -> one.served(request.method())).orElseGet(() -> served(request, request.rest())),
                asked.map(ModelMethod::model),
                asked.flatMap(ModelMethod::streams));
    }
}
