package dev.penstock.provider.anthropic;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Anthropic: Messages, and a chat surface beside it. A key or an OAuth token, never both. */
@AutoService(Provider.class)
public final class Anthropic extends PathProvider {
    public Anthropic() {
        super(Facts.of("anthropic", "https://api.anthropic.com")
                .keyIn(AuthSlot.header("x-api-key"), AuthSlot.BEARER)
                .serving(Endpoints.NONE
                        .and("v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)
                        .and("v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)));
    }
}
