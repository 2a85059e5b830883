package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import dev.penstock.egress.EgressGuard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What no single key can know: values that must fit each other. */
final class Consistency {
    private Consistency() {}

    static void check(Fields file) {
        ports(file);
        bodies(file);
        answers(file);
        ids(
                file,
                TopKeys.GATEWAYS,
                file.get(TopKeys.GATEWAYS).stream().map(GatewaySettings::id).toList(),
                "id");
        ids(
                file,
                TopKeys.TOKENS,
                file.get(TopKeys.TOKENS).stream().map(TokenSettings::id).toList(),
                "id");
        ids(
                file,
                TopKeys.MANAGEMENT_TOKENS,
                file.get(TopKeys.MANAGEMENT_TOKENS).stream()
                        .map(ManagementTokenSettings::id)
                        .toList(),
                "id");
        RuleKeys.checkNames(file, TopKeys.ACCOUNT_LIMITS);
        tokenGateways(file);
        prices(file);
        customProviders(file);
    }

    private static void customProviders(Fields file) {
        List<CustomProviderSettings> all = file.get(TopKeys.CUSTOM_PROVIDERS);
        List<String> slugs = all.stream().map(CustomProviderSettings::slug).toList();
        ids(file, TopKeys.CUSTOM_PROVIDERS, slugs, "slug");
        for (int i = 0; i < all.size(); i++) {
            Optional<EgressGuard.Problem> problem =
                    file.get(TopKeys.EGRESS).checkBase(all.get(i).baseUrl());
            if (problem.isPresent()) {
                String message = "cannot be called. " + problem.get().message();
                file.refuseItem(TopKeys.CUSTOM_PROVIDERS, i, ".base_url", message);
            }
        }
    }

    private static void ports(Fields file) {
        int port = file.get(TopKeys.PORT);
        if (port != 0 && port == file.get(TopKeys.ADMIN_PORT)) {
            file.refuse(TopKeys.ADMIN_PORT, "is " + port + ", the same as 'port'; must be another");
        }
    }

    private static void bodies(Fields file) {
        Limits limits = file.get(TopKeys.LIMITS);
        long inflight = limits.inflightBytes().orElse(Long.MAX_VALUE);
        if (limits.bodyBytes() > inflight) {
            file.refuse(
                    TopKeys.LIMITS,
                    "has a body_bytes of " + ByteSize.show(limits.bodyBytes()) + " but an inflight_bytes of "
                            + ByteSize.show(inflight) + "; one body must fit into what all calls may hold");
        }
    }

    private static void answers(Fields file) {
        CacheSettings cache = file.get(TopKeys.CACHE);
        holds(file, cache, "disk_bytes", cache.diskBytes() == 0 ? Long.MAX_VALUE : cache.diskBytes());
        holds(file, cache, "shared_bytes", cache.sharedBytes().orElse(Long.MAX_VALUE));
    }

    private static void holds(Fields file, CacheSettings cache, String room, long bytes) {
        if (cache.entryBytes() > bytes) {
            file.refuse(
                    TopKeys.CACHE,
                    "has an entry_bytes of " + ByteSize.show(cache.entryBytes()) + " but a " + room + " of "
                            + ByteSize.show(bytes) + "; one answer must fit into it");
        }
    }

    private static void ids(Fields file, Key<?> key, List<String> ids, String inner) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            if (!seen.add(ids.get(i))) {
                file.refuseItem(key, i, "." + inner, "is " + ids.get(i) + ", which was given already; must be another");
            }
        }
    }

    private static void tokenGateways(Fields file) {
        Set<String> known = new HashSet<>(Set.of(GatewayBook.DEFAULT));
        file.get(TopKeys.GATEWAYS).forEach(gateway -> known.add(gateway.id()));
        List<TokenSettings> tokens = file.get(TopKeys.TOKENS);
        for (int i = 0; i < tokens.size(); i++) {
            for (String id : new ArrayList<>(tokens.get(i).gateways().orElse(Set.of()))) {
                if (!known.contains(id)) {
                    file.refuseItem(
                            TopKeys.TOKENS,
                            i,
                            ".gateways",
                            "names the unknown gateway '" + id + "'" + Nearest.hint(id, known));
                }
            }
        }
    }

    private static void prices(Fields file) {
        List<PriceOverride> prices = file.get(TopKeys.PRICES);
        Set<Map.Entry<String, String>> seen = new HashSet<>();
        for (int i = 0; i < prices.size(); i++) {
            PriceOverride price = prices.get(i);
            if (amounts(price).allMatch(Optional::isEmpty)) {
                file.refuseItem(TopKeys.PRICES, i, "", "sets no price; give at least one, such as input or output");
            }
            String from = price.effectiveFrom().map(Object::toString).orElse("");
            if (!seen.add(Map.entry(price.provider() + "/" + price.model(), from))) {
                file.refuseItem(
                        TopKeys.PRICES,
                        i,
                        "",
                        "prices " + price.provider() + "/" + price.model()
                                + " a second time from the same time on; keep one");
            }
        }
    }

    private static Stream<Optional<?>> amounts(PriceOverride price) {
        return Stream.of(
                price.input(),
                price.output(),
                price.cacheRead(),
                price.cacheWrite(),
                price.cacheWrite1h(),
                price.inputAudio(),
                price.outputAudio());
    }
}
