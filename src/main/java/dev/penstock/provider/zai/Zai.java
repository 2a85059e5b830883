package dev.penstock.provider.zai;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Z.ai: two chat plans, whose streams tell usage unasked, and Messages. */
@AutoService(Provider.class)
public final class Zai extends PathProvider {
    public Zai() {
        super(Facts.of("zai", "https://api.z.ai/api")
                .alsoCalled("z-ai")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .livingAt("paas/v4", "paas", "coding", "anthropic")
                .serving(Endpoints.NONE
                        .and("paas/v4/chat/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .and("coding/paas/v4/chat/completions", Dialect.OPENAI_CHAT, UsageRules.UNASKED)
                        .and("anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)
                        .others("paas/v4/embeddings", "paas/v4/images/generations")));
    }
}
