package dev.penstock.admin.keys;

import dev.penstock.call.Secret;
import java.util.Optional;

/** Knows whether a text can be the key of a provider, by what the provider's folder says. */
public interface KeyCheck {
    /** Whether calls of this account could name this provider. */
    boolean hasProvider(String account, String provider);

    /** Why it cannot be this provider's key; without a character of it. */
    Optional<String> problem(String account, String provider, Secret secret);
}
