package dev.penstock.provider.deepseek;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** DeepSeek: chat with or without /v1, completions in /beta, Messages below /anthropic. */
@AutoService(Provider.class)
public final class DeepSeek extends PathProvider {
    public DeepSeek() {
        super(Facts.of("deepseek", "https://api.deepseek.com")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .and("beta/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("beta/completions", Dialect.OPENAI_COMPLETIONS, UsageRules.OPENAI)
                        .responses()
                        .and("anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)));
    }
}
