package dev.penstock.provider.parallel;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Parallel: web research tasks, which pass unread, and a chat surface. */
@AutoService(Provider.class)
public final class Parallel extends PathProvider {
    /** Whether a stream may be asked for usage is not documented, so it is not asked. */
    private static final UsageRules CHAT = new UsageRules(UsageRules.Reasoning.IN_OUTPUT, UsageRules.StreamUsage.NEVER);

    public Parallel() {
        super(Facts.of("parallel", "https://api.parallel.ai")
                .keyIn(AuthSlot.header("x-api-key"), AuthSlot.BEARER)
                .serving(Endpoints.NONE.chat(CHAT)));
    }
}
