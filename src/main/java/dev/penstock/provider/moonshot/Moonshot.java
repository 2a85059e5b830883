package dev.penstock.provider.moonshot;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Moonshot: chat below /v1, Messages below /anthropic. */
@AutoService(Provider.class)
public final class Moonshot extends PathProvider {
    public Moonshot() {
        super(Facts.of("moonshot", "https://api.moonshot.ai")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .livingAt("v1", "v1", "anthropic")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .and("anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)));
    }
}
