package dev.penstock.provider.adobefirefly;

import com.google.auto.service.AutoService;
import dev.penstock.call.Headers;
import dev.penstock.call.Secret;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.KeyUse;
import dev.penstock.provider.Keyed;
import dev.penstock.provider.KeyedCall;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;
import dev.penstock.provider.SecretText;
import java.util.Optional;

/** Adobe Firefly: images, which pass unread. Takes an access token, and the client id beside it in x-api-key. */
@AutoService(Provider.class)
public final class AdobeFirefly extends PathProvider {
    private static final String SHAPE = "{\"client_id\":\"…\",\"access_token\":\"…\"}";

    public AdobeFirefly() {
        super(Facts.of("adobe-firefly", "https://firefly-api.adobe.io")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key")));
    }

    @Override
    public KeyUse keyUse() {
        return new KeyUse.PerCall((call, secret, now) -> both(call, secret));
    }

    @Override
    public Optional<String> keyProblem(Secret secret) {
        return SecretText.membersProblem(secret, SHAPE, "client_id", "access_token");
    }

    private static Keyed both(KeyedCall call, Secret secret) {
        Headers headers = Headers.of(
                "authorization",
                AuthSlot.BEARER.value(SecretText.member(secret, "access_token")),
                "x-api-key",
                SecretText.member(secret, "client_id"));
        return new Keyed(headers, call.target());
    }
}
