package dev.penstock.provider.writer;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Writer: its chat is plain /chat. */
@AutoService(Provider.class)
public final class Writer extends PathProvider {
    public Writer() {
        super(Facts.of("writer", "https://api.writer.com/v1")
                .serving(Endpoints.NONE
                        .and("chat", Dialect.OPENAI_CHAT, UsageRules.OPENAI)
                        .completions(UsageRules.OPENAI)));
    }
}
