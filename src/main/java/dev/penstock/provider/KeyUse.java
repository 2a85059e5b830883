package dev.penstock.provider;

import dev.penstock.call.Secret;
import java.time.Instant;

/** How a key that is kept here gets onto a request of a provider. */
public sealed interface KeyUse {
    /** As it is, in one place, the same for every call. */
    record InSlot(AuthSlot slot) implements KeyUse {}

    /** In a way that depends on the call: the place by its path, more than one place, a signature. */
    record PerCall(Keying keying) implements KeyUse {}

    /** Not at all: it buys an access token, which stands in the slot until it ends. */
    record Minted(Minting minting, AuthSlot slot) implements KeyUse {}

    /** Puts a key onto one request. Pure. */
    @FunctionalInterface
    interface Keying {
        /** @throws dev.penstock.call.CallRefused 400 where the key is not one for this call */
        Keyed key(KeyedCall call, Secret secret, Instant now);
    }

    /** Buys access tokens. Pure; what lies between asking and reading is not its concern. */
    interface Minting {
        /**
         * The request for a token.
         *
         * @throws dev.penstock.call.CallRefused where the secret cannot be used
         */
        TokenRequest ask(Secret secret, Instant now);

        /**
         * The token of an answer.
         *
         * @throws dev.penstock.call.CallRefused where it holds none; never with the answer's own words
         */
        AccessToken read(int status, byte[] answer, Instant now);
    }
}
