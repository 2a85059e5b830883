package dev.penstock.provider.anthropic;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.Keyed;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;

/** Anthropic: Messages, and a chat surface beside it. A key or an OAuth token, never both. */
@AutoService(Provider.class)
public final class Anthropic extends PathProvider {
    private static final AuthSlot KEY = AuthSlot.header("x-api-key");
    private static final String CHAT = "chat/completions";

    public Anthropic() {
        super(Facts.of("anthropic", "https://api.anthropic.com")
                .keyIn(KEY, AuthSlot.BEARER)
                .serving(Endpoints.NONE
                        .and("v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)
                        .and("v1/" + CHAT, Dialect.OPENAI_CHAT, UsageRules.OPENAI)));
    }

    /** The surface like OpenAI's takes its key as OpenAI does ("OpenAI SDK compatibility", Anthropic). */
    @Override
    public KeyUse keyUse() {
        return new KeyUse.PerCall((call, key, now) -> {
            boolean isCompatible = PathText.plain(call.rest()).endsWith(CHAT);
            return Keyed.in(isCompatible ? AuthSlot.BEARER : KEY, key.reveal(), call);
        });
    }
}
