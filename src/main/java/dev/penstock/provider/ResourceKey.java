package dev.penstock.provider;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Codes;
import dev.penstock.call.Refusal;
import dev.penstock.call.Secret;
import dev.penstock.json.Shown;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Keys of providers where the caller's path chooses whose host is called. Such a key is kept with its resource, and goes
 * to that resource alone: otherwise a caller could send it to a host of his own at the same provider.
 *
 * @param hostOf the host a resource has, for the path of a call below it; throws CallRefused where it can be none
 */
public record ResourceKey(BiFunction<String, String, String> hostOf, Function<String, AuthSlot> slotOf) {
    static final String SHAPE = "{\"api_key\":\"…\",\"resource\":\"…\"}";

    /** Where the host does not depend on the path below the resource, and the key always stands in one slot. */
    public static ResourceKey of(Function<String, String> hostOf, AuthSlot slot) {
        return new ResourceKey((resource, path) -> hostOf.apply(resource), path -> slot);
    }

    public KeyUse use() {
        return new KeyUse.PerCall((call, secret, now) -> keyed(call, secret));
    }

    /** Why a secret cannot be such a key, and what to do; empty where it can. */
    public Optional<String> problem(Secret secret) {
        if (!SecretText.isObject(secret)) {
            return Optional.of("The path of a call chooses the resource at this provider, so its key is kept with the"
                    + " resource it is for; give both as " + SHAPE);
        }
        return SecretText.membersProblem(secret, SHAPE, "api_key", "resource").or(() -> {
            try {
                String host = hostOf.apply(SecretText.member(secret, "resource"), "");
                return host.isEmpty() ? Optional.of("'resource' names no host") : Optional.empty();
            } catch (CallRefused refused) {
                return Optional.of("'resource' is not one of this provider: "
                        + refused.refusal().message());
            }
        });
    }

    private Keyed keyed(KeyedCall call, Secret secret) {
        Cut asked = Cut.of(call.rest());
        String path = PathText.plain(asked.rest());
        String own = hostOf.apply(SecretText.member(secret, "resource"), path);
        if (!own.equals(hostOf.apply(asked.first(), path))) {
            throw Refusal.of(
                            400,
                            Codes.NO_CREDENTIAL,
                            "The stored key is for another resource than '" + Shown.oneLine(asked.first())
                                    + "'; call the resource it is for, or choose another key with cf-aig-byok-alias")
                    .thrown();
        }
        return Keyed.in(slotOf.apply(path), SecretText.member(secret, "api_key"), call);
    }
}
