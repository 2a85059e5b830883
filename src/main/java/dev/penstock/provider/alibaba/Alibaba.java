package dev.penstock.provider.alibaba;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Alibaba Model Studio (Singapore): OpenAI surface, Messages below /apps, its own API below /api. */
@AutoService(Provider.class)
public final class Alibaba extends PathProvider {
    public Alibaba() {
        super(Facts.of("alibaba", "https://dashscope-intl.aliyuncs.com")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .livingAt("compatible-mode/v1", "compatible-mode", "apps", "api")
                .serving(Endpoints.NONE
                        .and("compatible-mode/v1/chat/completions", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .and("compatible-mode/v1/completions", Dialect.OPENAI_COMPLETIONS, UsageRules.OPENAI)
                        .and("compatible-mode/v1/responses", Dialect.OPENAI_RESPONSES, UsageRules.UNASKED)
                        .and("apps/anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)
                        .others("compatible-mode/v1/embeddings")));
    }
}
