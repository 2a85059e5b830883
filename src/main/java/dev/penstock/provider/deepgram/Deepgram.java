package dev.penstock.provider.deepgram;

import com.google.auto.service.AutoService;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Deepgram: speech in both directions, which passes unread. */
@AutoService(Provider.class)
public final class Deepgram extends PathProvider {
    public Deepgram() {
        super(Facts.of("deepgram", "https://api.deepgram.com")
                .keyIn(AuthSlot.header("authorization", "Token"), AuthSlot.BEARER));
    }
}
