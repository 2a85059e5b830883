package dev.penstock.provider.azureopenai;

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
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.OpenAiPaths.Part;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.ResourceKey;
import dev.penstock.provider.SafePath;
import dev.penstock.provider.Served;
import java.util.List;
import java.util.Optional;

/** Azure OpenAI: the path names resource and deployment, or goes on as {@code openai/…} where no deployment is meant. */
@AutoService(Provider.class)
public final class AzureOpenAi extends PathProvider {
    private static final String DEPLOYMENT = "{resource}/{deployment}/";

    /** Every customer has hosts of his own below these domains, so a key names its resource. */
    private static final ResourceKey KEYS = ResourceKey.of(AzureOpenAi::host, AuthSlot.header("api-key"));

    public AzureOpenAi() {
        super(Facts.of("azure-openai", "https://{resource}.openai.azure.com")
                .keyIn(AuthSlot.header("api-key"), AuthSlot.BEARER)
                .withForms(DEPLOYMENT + "{path}", "{resource}/openai/v1/{path}", "{resource}/openai/deployments/{path}")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)
                        .responses()
                        .and("extensions/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .others("embeddings", "images/generations", "images/edits")
                        .others("audio/transcriptions", "audio/translations", "audio/speech")));
    }

    /** The version that asks for no api-version, where the body's model names the deployment; a key names its resource. */
    @Override
    public OpenAiPaths openAi() {
        return super.openAi()
                .below("{resource}/openai/v1/", 1, Part.of("resource", "resource"))
                .keyIn(AuthSlot.header("api-key"));
    }

    @Override
    public List<Served> serves() {
        return super.serves().stream()
                .map(one -> new Served(DEPLOYMENT + one.path(), one.dialect(), one.rules()))
                .toList();
    }

    @Override
    public KeyUse keyUse() {
        return KEYS.use();
    }

    @Override
    public Optional<String> keyProblem(Secret secret) {
        return KEYS.problem(secret);
    }

    @Override
    protected Route place(ProviderRequest request) {
        Cut resource = Cut.of(request.rest());
        BaseUrl base = base(request, host(resource.first()));
        Cut next = Cut.of(resource.rest());
        if (next.first().equals("openai") && isSurface(next.rest())) {
            return beyondDeployments(request, base, resource.rest(), next.rest());
        }
        if (next.first().isEmpty()) {
            throw SafePath.refused("The path names no deployment; send {resource}/{deployment}/{path}");
        }
        return deployed(request, base, "openai/deployments/" + resource.rest(), next);
    }

    private Route beyondDeployments(ProviderRequest request, BaseUrl base, String tail, String below) {
        Cut surface = Cut.of(below);
        return surface.first().equals("deployments")
                ? deployed(request, base, tail, Cut.of(surface.rest()))
                : placed(request, base, tail, served(request, below));
    }

    private Route deployed(ProviderRequest request, BaseUrl base, String tail, Cut deployment) {
        Optional<String> model = Optional.of(PathText.decoded(deployment.first()));
        return placed(request, base, tail, served(request, deployment.rest()), model, Optional.empty());
    }

    private static boolean isSurface(String below) {
        return switch (Cut.of(below).first()) {
            case "v1", "deployments", "responses" -> true;
            default -> false;
        };
    }

    /** A resource by its name, or by its whole host name where it has another domain of Azure's. */
    private static String host(String resource) {
        return HostName.isBelow(resource, "openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com")
                ? resource
                : HostName.label(resource, "Azure resource") + ".openai.azure.com";
    }
}
