package dev.penstock.provider.minimax;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** MiniMax: chat below /v1, Messages below /anthropic. */
@AutoService(Provider.class)
public final class MiniMax extends PathProvider {
    /** The reference lists no stream_options, so a stream is not asked for usage; where it comes, it is read. */
    private static final UsageRules CHAT = new UsageRules(UsageRules.Reasoning.IN_OUTPUT, UsageRules.StreamUsage.NEVER);

    public MiniMax() {
        super(Facts.of("minimax", "https://api.minimax.io")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"))
                .livingAt("v1", "v1", "anthropic")
                .serving(Endpoints.NONE
                        .chat(CHAT)
                        .and("anthropic/v1/messages", Dialect.ANTHROPIC_MESSAGES, UsageRules.UNASKED)));
    }
}
