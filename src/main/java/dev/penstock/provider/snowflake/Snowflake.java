package dev.penstock.provider.snowflake;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.Secret;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Cut;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.HostName;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.OpenAiPaths;
import dev.penstock.provider.OpenAiPaths.Part;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.ResourceKey;
import dev.penstock.provider.SafePath;
import dev.penstock.provider.Served;
import java.util.List;
import java.util.Optional;

/** Snowflake Cortex: the path names the account, which names the host. */
@AutoService(Provider.class)
public final class Snowflake extends PathProvider {
    private static final String DOMAIN = "snowflakecomputing.com";
    private static final String CORTEX = "api/v2/cortex/v1";

    /** Whether a stream may be asked for usage is not documented, so it is not asked. */
    private static final UsageRules CHAT = new UsageRules(UsageRules.Reasoning.IN_OUTPUT, UsageRules.StreamUsage.NEVER);

    /** Every customer has a host of his own, so a key names its account. */
    private static final ResourceKey KEYS = ResourceKey.of(Snowflake::host, AuthSlot.BEARER);

    public Snowflake() {
        super(Facts.of("snowflake", "https://{account}." + DOMAIN)
                .withForms("{account}/" + CORTEX + "/{path}", "{account}/{path}")
                .livingAt(CORTEX, "api")
                .serving(Endpoints.NONE
                        .and(CORTEX + "/chat/completions", Dialect.OPENAI_CHAT, CHAT)
                        .and(CORTEX + "/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)));
    }

    @Override
    public OpenAiPaths openAi() {
        return super.openAi().below("{account}/", 1, Part.of("account", "resource"));
    }

    @Override
    public List<Served> serves() {
        return super.serves().stream()
                .map(one -> new Served("{account}/" + one.path(), one.dialect(), one.rules()))
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
        Cut account = Cut.of(request.rest());
        String tail = atHome(account.rest());
        return placed(request, base(request, host(account.first())), tail, served(request, tail));
    }

    /** An account may be several labels (locator, region, cloud), with or without the domain. */
    private static String host(String account) {
        String host = account.endsWith("." + DOMAIN) ? account : account + "." + DOMAIN;
        if (!HostName.isBelow(host, DOMAIN)) {
            throw SafePath.refused("The Snowflake account in the path must be letters a-z, digits, hyphens and dots;"
                    + " it names the host");
        }
        return host;
    }
}
