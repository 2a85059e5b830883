package dev.penstock.identity;

import dev.penstock.call.CallRefused;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Headers;
import dev.penstock.call.Principal;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may pass a gateway. The token stands in cf-aig-authorization or, for SDKs that can set no header, where
 * the provider's own credential stands. Whatever looks like one of our tokens goes to no provider, and passes only if
 * it is good.
 */
public final class GatewayDoor {
    public static final String HEADER = "cf-aig-authorization";

    /** One answer for every reason, so that it tells nothing about a token. 2009 is Cloudflare's number for it. */
    public static final Refusal UNAUTHORIZED = Refusal.of(401, 2009, "Unauthorized");

    static final Refusal AMBIGUOUS =
            Refusal.of(400, 2009, "Two different gateway tokens were sent; send one, in cf-aig-authorization");

    /** Everything under this name is read here and sent to no provider. */
    private static final String OWN_HEADERS = "cf-aig-";

    private static final String SCHEME = "Bearer";

    /** Where credentials stand by custom: here even a broken token of ours is one. Elsewhere only a whole one is. */
    private static final Set<String> CREDENTIAL_HEADERS = Set.of(
            "authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "x-auth-token", "cookie");

    /** What clients send that format a token they do not have. */
    private static final Set<String> NO_TOKEN = Set.of("", "undefined", "null");

    private final TokenRing ring;

    public GatewayDoor(TokenRing ring) {
        this.ring = ring;
    }

    /**
     * Lets a caller in.
     *
     * @param slots every place of the provider's where this request carries a credential
     * @throws CallRefused 401 with code 2009, the same for every reason; 400 for two different good tokens
     */
    public Admitted admit(
            GatewaySettings gateway, Scope scope, Headers headers, List<ProviderSlot> slots, Instant now) {
        Set<Found> misplaced = misplaced(headers, slots);
        Set<Principal> holders = new HashSet<>();
        Set<String> ownHeaders = new HashSet<>();
        for (Found found : misplaced) {
            holders.add(holder(found, scope, now));
            if (!found.inQuery) {
                ownHeaders.add(found.name);
            }
        }
        Optional<String> own = gateway.authentication() ? ownToken(headers) : Optional.empty();
        own.ifPresent(token -> holders.add(holder(token, scope, now)));
        boolean slotWasOurs = misplaced.stream().anyMatch(Found::inSlot);
        return new Admitted(principal(gateway, holders, slotWasOurs || own.isPresent()), ownHeaders, slotWasOurs);
    }

    private static Principal principal(GatewaySettings gateway, Set<Principal> holders, boolean shown) {
        if (holders.size() > 1) {
            throw AMBIGUOUS.thrown();
        }
        if (!gateway.authentication()) {
            return holders.stream().findFirst().orElseGet(Principal.LocalCaller::new);
        }
        return holders.stream().filter(ignored -> shown).findFirst().orElseThrow(UNAUTHORIZED::thrown);
    }

    private Principal holder(Found found, Scope scope, Instant now) {
        if (found.inQuery) {
            throw UNAUTHORIZED.thrown();
        }
        return holder(found.token, scope, now);
    }

    private Principal holder(String token, Scope scope, Instant now) {
        return ring.check(token, scope, now).orElseThrow(UNAUTHORIZED::thrown);
    }

    /** The token in our own header; sent twice with different values it is not to be guessed which one counts. */
    private static Optional<String> ownToken(Headers headers) {
        List<String> sent = headers.all(HEADER);
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        List<String> tokens = sent.stream()
                .map(GatewayDoor::withoutScheme)
                .filter(token -> !NO_TOKEN.contains(token.toLowerCase(Locale.ROOT)))
                .distinct()
                .toList();
        if (tokens.size() > 1) {
            throw UNAUTHORIZED.thrown();
        }
        return tokens.stream().findFirst();
    }

    /** Our tokens anywhere but in our own header. */
    private static Set<Found> misplaced(Headers headers, List<ProviderSlot> slots) {
        Set<Found> found = new LinkedHashSet<>();
        Set<String> slotNames = new HashSet<>();
        for (ProviderSlot slot : slots) {
            String name = small(slot.name());
            slotNames.add(name);
            TokenText.misplaced(slot.value())
                    .ifPresent(token -> found.add(new Found(name, token, true, slot.inQuery())));
        }
        headers.forEach((header, value) -> {
            String name = small(header);
            if (!name.startsWith(OWN_HEADERS)) {
                boolean inSlot = slotNames.contains(name);
                boolean credential = inSlot || CREDENTIAL_HEADERS.contains(name);
                TokenText.misplaced(value)
                        .filter(token -> credential || TokenText.id(token).isPresent())
                        .ifPresent(token -> found.add(new Found(name, token, inSlot, false)));
            }
        });
        return found;
    }

    private static String withoutScheme(String value) {
        String stripped = value.strip();
        if (stripped.equalsIgnoreCase(SCHEME)) {
            return "";
        }
        return stripped.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1)
                ? stripped.substring(SCHEME.length() + 1).strip()
                : stripped;
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Something that looks like our token, and where it stood. */
    private record Found(String name, String token, boolean inSlot, boolean inQuery) {}
}
