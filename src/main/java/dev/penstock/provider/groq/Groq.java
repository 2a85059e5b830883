package dev.penstock.provider.groq;

import com.google.auto.service.AutoService;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Groq: chat whose streams tell usage twice, in x_groq and when asked. */
@AutoService(Provider.class)
public final class Groq extends PathProvider {
    public Groq() {
        super(Facts.of("groq", "https://api.groq.com/openai/v1")
                .serving(Endpoints.NONE
                        .chat(UsageRules.OPENAI)
                        .responses()
                        .others("audio/transcriptions", "audio/translations", "audio/speech")));
    }
}
