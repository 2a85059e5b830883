package dev.penstock.provider.adobefirefly;

import com.google.auto.service.AutoService;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Adobe Firefly: images, which pass unread. Takes an access token, and the client id beside it in x-api-key. */
@AutoService(Provider.class)
public final class AdobeFirefly extends PathProvider {
    public AdobeFirefly() {
        super(Facts.of("adobe-firefly", "https://firefly-api.adobe.io")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key")));
    }
}
