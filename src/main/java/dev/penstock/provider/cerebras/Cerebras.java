package dev.penstock.provider.cerebras;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Cerebras: chat whose streams tell usage on the finish chunk unasked, and end without [DONE]. */
@AutoService(Provider.class)
public final class Cerebras extends PathProvider {
    public Cerebras() {
        super(Facts.of("cerebras", "https://api.cerebras.ai/v1")
                .serving(Endpoints.NONE.chat(UsageRules.UNASKED).completions(UsageRules.UNASKED)));
    }
}
