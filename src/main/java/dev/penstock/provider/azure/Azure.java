package dev.penstock.provider.azure;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.Secret;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Cut;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.HostName;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.OpenAiCall;
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.OpenAiPaths.Part;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.ResourceKey;
import dev.penstock.provider.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Azure AI Foundry: below the resource its paths go as they are: anthropic/…, models/…, openai/…. */
@AutoService(Provider.class)
public final class Azure extends PathProvider {
    private static final String DEPLOYMENTS = "openai/deployments/";
    private static final String RESOURCE = "{resource}/";

    /** What stands below a deployment. */
    private static final Endpoints DEPLOYED = Endpoints.NONE
            .chat(UsageRules.OPENAI)
            .completions(UsageRules.OPENAI)
            .others("embeddings", "images/generations", "images/edits")
            .others("audio/transcriptions", "audio/translations", "audio/speech");

    /** Every customer has hosts of his own below these domains, so a key names its resource. */
    private static final ResourceKey KEYS = new ResourceKey(Azure::host, Azure::slot);

    public Azure() {
        super(Facts.of("azure", "https://{resource}.services.ai.azure.com")
                .keyIn(AuthSlot.header("api-key"), AuthSlot.header("x-api-key"), AuthSlot.BEARER)
                .withForms("{resource}/anthropic/{path}", "{resource}/models/{path}", "{resource}/openai/{path}")
                .serving(Endpoints.NONE
                        .and("anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)
                        .and("models/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("openai/v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("openai/v1/completions", Dialect.OPENAI_COMPLETIONS, UsageRules.OPENAI)
                        .and("openai/v1/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .and("openai/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .others("models/embeddings", "openai/v1/embeddings", "openai/v1/images/generations")));
    }

    /** The version that asks for no api-version, where the body's model names the deployment; a key names its resource. */
    @Override
    public OpenAiPaths openAi() {
        return OpenAiPaths.NONE
                .with(OpenAiCall.CHAT, "openai/v1/chat/completions")
                .with(OpenAiCall.COMPLETIONS, "openai/v1/completions")
                .with(OpenAiCall.EMBEDDINGS, "openai/v1/embeddings")
                .with(OpenAiCall.RESPONSES, "openai/v1/responses")
                .below(RESOURCE, 1, Part.of("resource", "resource"))
                .keyIn(AuthSlot.header("api-key"));
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>();
        super.serves().forEach(one -> all.add(below(RESOURCE, one)));
        DEPLOYED.all().forEach(one -> all.add(below(RESOURCE + DEPLOYMENTS + "{deployment}/", one)));
        return all;
    }

    @Override
    public KeyUse keyUse() {
        return KEYS.use();
    }

    @Override
    public Optional<String> keyProblem(Secret secret) {
        return KEYS.problem(secret);
    }

    /** Messages takes its key where Anthropic's own API does. */
    private static AuthSlot slot(String path) {
        return AuthSlot.header(path.startsWith("anthropic/") ? "x-api-key" : "api-key");
    }

    @Override
    protected Route place(ProviderRequest request) {
        Cut resource = Cut.of(request.rest());
        String path = PathText.plain(resource.rest());
        BaseUrl base = base(request, host(resource.first(), path));
        // Azure compares paths without case.
        if (!path.regionMatches(true, 0, DEPLOYMENTS, 0, DEPLOYMENTS.length())) {
            return placed(request, base, resource.rest(), served(request, path));
        }
        Cut deployment = Cut.of(path.substring(DEPLOYMENTS.length()));
        Served served = DEPLOYED.at(request.method(), deployment.rest());
        return placed(request, base, resource.rest(), served, Optional.of(deployment.first()), Optional.empty());
    }

    private static Served below(String prefix, Served one) {
        return new Served(prefix + one.path(), one.dialect(), one.rules());
    }

    /** A resource by its name, or by its whole host name where it has another domain of Azure's. */
    private static String host(String resource, String path) {
        if (HostName.isBelow(resource, "services.ai.azure.com", "openai.azure.com", "cognitiveservices.azure.com")) {
            return resource;
        }
        String domain = path.startsWith("openai/") ? ".openai.azure.com" : ".services.ai.azure.com";
        return HostName.label(resource, "Azure resource") + domain;
    }
}
