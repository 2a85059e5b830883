package dev.penstock.provider.databricks;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Databricks: the path names the workspace's whole host, which must be one of Databricks' domains. */
@AutoService(Provider.class)
public final class Databricks extends PathProvider {
    private static final Pattern INVOCATIONS = Pattern.compile("serving-endpoints/([^/]+)/invocations");

    /** Chat models answer an invocation as chat, and tell its usage unasked (8 of 8 recordings). */
    private static final Served INVOCATION =
            new Served("serving-endpoints/{model}/invocations", Dialect.OPENAI_CHAT, UsageRules.UNASKED);

    /** Every customer has hosts of his own below these domains, so a key names its workspace. */
    private static final ResourceKey KEYS = ResourceKey.of(Databricks::host, AuthSlot.BEARER);

    public Databricks() {
        super(Facts.of("databricks", "https://{workspace}")
                .withForms("{workspace}/serving-endpoints/{path}")
                .serving(Endpoints.NONE
                        .and("serving-endpoints/chat/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .and("serving-endpoints/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .others("serving-endpoints/embeddings")
                        .and(INVOCATION.path(), INVOCATION.dialect(), INVOCATION.rules())));
    }

    @Override
    public OpenAiPaths openAi() {
        Part workspace = new Part("workspace", "resource", Optional.empty(), "workspace.cloud.databricks.com");
        return super.openAi().below("{workspace}/", 1, workspace);
    }

    @Override
    public List<Served> serves() {
        return super.serves().stream()
                .map(one -> new Served("{workspace}/" + one.path(), one.dialect(), one.rules()))
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
        Cut workspace = Cut.of(request.rest());
        BaseUrl base = base(request, host(workspace.first()));
        String tail = workspace.rest();
        Matcher invocation = INVOCATIONS.matcher(PathText.plain(tail));
        if (!invocation.matches() || !request.method().equals("POST")) {
            return placed(request, base, tail, served(request, tail));
        }
        return placed(request, base, tail, INVOCATION, Optional.of(invocation.group(1)), Optional.empty());
    }

    private static String host(String workspace) {
        if (!HostName.isBelow(workspace, "azuredatabricks.net", "cloud.databricks.com", "gcp.databricks.com")) {
            throw SafePath.refused("A Databricks path must begin with the workspace's host, which ends in"
                    + " .azuredatabricks.net, .cloud.databricks.com or .gcp.databricks.com");
        }
        return workspace;
    }
}
