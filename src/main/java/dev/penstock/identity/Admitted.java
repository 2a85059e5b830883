package dev.penstock.identity;

import dev.penstock.call.Principal;
import java.util.Locale;
import java.util.Set;

/**
 * A caller who may go on.
 *
 * @param ownHeaders the headers, in small letters, that held a gateway token: no provider may see them
 * @param credentialSlotWasOurs whether the token stood where the provider's own credential stands, so that the request
 *     brings none
 */
public record Admitted(Principal principal, Set<String> ownHeaders, boolean credentialSlotWasOurs) {
    public Admitted {
        ownHeaders = Set.copyOf(ownHeaders);
    }

    /** Whether a header held one of our tokens and must not be sent on. */
    public boolean isOurs(String header) {
        return ownHeaders.contains(header.toLowerCase(Locale.ROOT));
    }
}
