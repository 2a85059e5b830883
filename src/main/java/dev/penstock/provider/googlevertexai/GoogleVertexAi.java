package dev.penstock.provider.googlevertexai;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.Secret;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Cut;
import dev.penstock.provider.Facts;
import dev.penstock.provider.HostName;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.ModelMethod;
import dev.penstock.provider.OpenAiCall;
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.OpenAiPaths.Part;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Vertex AI: the location in the path names the host, the publisher whose body it is. */
@AutoService(Provider.class)
public final class GoogleVertexAi extends PathProvider {
    private static final String LOCATIONS = "/locations/";
    private static final String PUBLISHERS = "publishers/";
    private static final String PROJECT = "v1/projects/{project}/locations/{location}/";

    /** The chat surface counts as Google AI Studio's does: reasoning is in the total only. */
    private static final Served CHAT = new Served(
            PROJECT + "endpoints/openapi/chat/completions",
            Dialect.OPENAI_CHAT,
            new UsageRules(UsageRules.Reasoning.BY_TOTAL, UsageRules.StreamUsage.ON_REQUEST));

    private static final Served ANTHROPIC = new Served(
            PROJECT + "publishers/anthropic/models/{model}:rawPredict", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED);

    private static final Served ANTHROPIC_STREAM = new Served(
            PROJECT + "publishers/anthropic/models/{model}:streamRawPredict",
            Dialect.ANTHROPIC_MESSAGES,
            UsageRules.UNASKED);

    /** Mistral refuses a stream_options field and tells usage unasked. */
    private static final Served MISTRAL = new Served(
            PROJECT + "publishers/mistralai/models/{model}:rawPredict", Dialect.OPENAI_CHAT, UsageRules.UNASKED);

    public GoogleVertexAi() {
        super(Facts.of("google-vertex-ai", "https://{location}-aiplatform.googleapis.com")
                .alsoCalled("google-vertex")
                .withForms("{path}", "{version}/projects/{project}/locations/{location}/{path}"));
    }

    /** A model's name is its publisher and its own; project and place stand in the key's file, or are written before it. */
    @Override
    public OpenAiPaths openAi() {
        Part project = Part.of("project", "project_id");
        Part location = Part.of("location", "region").otherwise("global");
        return OpenAiPaths.NONE.with(OpenAiCall.CHAT, CHAT.path()).below("", 2, project, location);
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>(List.of(CHAT, ANTHROPIC, ANTHROPIC_STREAM, MISTRAL));
        all.addAll(ModelMethod.gemini(PROJECT + "publishers/google/models/{model}"));
        return all;
    }

    @Override
    public KeyUse keyUse() {
        return new KeyUse.Minted(new ServiceAccount(), AuthSlot.BEARER);
    }

    @Override
    public Optional<String> keyProblem(Secret secret) {
        return ServiceAccount.problem(secret);
    }

    @Override
    protected Route place(ProviderRequest request) {
        BaseUrl base = request.overridden() ? ownBase(request) : BaseUrl.https(host(request.rest()));
        Optional<ModelMethod> asked = ModelMethod.in(request.rest());
        Served served = asked.map(one -> served(request, one)).orElseGet(() -> openApi(request));
        Optional<String> model = asked.map(ModelMethod::model);
        return placed(request, base, request.rest(), served, model, asked.flatMap(ModelMethod::streams));
    }

    /** No location means the global one; eu and us are multi-regions with a domain of their own. */
    private static String host(String path) {
        int at = path.indexOf(LOCATIONS);
        String location = at < 0
                ? "global"
                : Cut.of(path.substring(at + LOCATIONS.length())).first();
        return switch (HostName.label(location, "location")) {
            case "global" -> "aiplatform.googleapis.com";
            case "eu", "us" -> "aiplatform." + location + ".rep.googleapis.com";
            default -> location + "-aiplatform.googleapis.com";
        };
    }

    private static Served served(ProviderRequest request, ModelMethod asked) {
        boolean isRaw = asked.method().equals("rawPredict") || asked.method().equals("streamRawPredict");
        if (!isRaw || !request.method().equals("POST") || asked.model().equals("count-tokens")) {
            return asked.served(request.method());
        }
        return switch (publisher(PathText.plain(request.rest()))) {
            case "anthropic" -> ANTHROPIC;
            case "mistralai" -> MISTRAL;
            default -> Served.UNREAD;
        };
    }

    private static String publisher(String path) {
        int at = path.indexOf(PUBLISHERS);
        return at < 0 ? "" : Cut.of(path.substring(at + PUBLISHERS.length())).first();
    }

    private static Served openApi(ProviderRequest request) {
        boolean isChat = PathText.plain(request.rest()).endsWith("/endpoints/openapi/chat/completions");
        return isChat && request.method().equals("POST") ? CHAT : Served.UNREAD;
    }
}
