package dev.penstock.provider.cartesia;

import com.google.auto.service.AutoService;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Cartesia: speech, which passes unread. Browsers put the key into the query of a WebSocket. */
@AutoService(Provider.class)
public final class Cartesia extends PathProvider {
    public Cartesia() {
        super(Facts.of("cartesia", "https://api.cartesia.ai")
                .keyIn(AuthSlot.header("x-api-key"), AuthSlot.BEARER, AuthSlot.query("api_key")));
    }
}
