package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.OtelTarget;
import dev.penstock.call.Secret;
import dev.penstock.json.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The secrets in a gateway's settings. A mask stands for the secret that is kept for the same place, and the place of a
 * collector's secret has its URL: whoever may change a URL must not be able to send there what was given for another.
 */
final class GatewaySecrets {
    /** What is sealed must be small. */
    private static final int MOST_BYTES = 48 * 1024;

    private static final String OTEL = "otel";
    private static final String STRIPE = "stripe";
    private static final String AUTHORIZATION = "authorization";
    private static final String HEADERS = "headers";

    private GatewaySecrets() {}

    /** Every secret, by the name of its place. */
    static Map<String, String> of(GatewaySettings settings) {
        Map<String, String> secrets = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (OtelTarget target : settings.otel()) {
            String place = place(target.url(), seen);
            target.authorization().map(Secret::reveal).ifPresent(secret -> secrets.put(authorization(place), secret));
            target.headers().forEach((name, secret) -> secrets.put(header(place, name), secret.reveal()));
        }
        settings.stripe()
                .ifPresent(stripe -> secrets.put(STRIPE, stripe.authorization().reveal()));
        return secrets;
    }

    static boolean areTooLarge(Map<String, String> secrets) {
        return secrets.entrySet().stream()
                        .mapToLong(entry -> bytes(entry.getKey()) + bytes(entry.getValue()) + 8L)
                        .sum()
                > MOST_BYTES;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The settings with kept secrets in place of their masks; a mask for which none is kept is a problem. */
    static Yaml.Mapping filled(Yaml.Mapping gateway, Map<String, String> kept, Findings findings) {
        return each(gateway, (place, value) -> {
            if (!isMask(value) || kept.containsKey(place)) {
                return Optional.of(known(place, value, kept));
            }
            findings.problem(
                    value.place(),
                    "The mask " + GatewayBody.MASK
                            + " stands for a secret that is kept, but none is kept here; give the"
                            + " secret itself (it must be given again when the URL changes)");
            return Optional.of(value);
        });
    }

    /** The settings with kept secrets in place of their masks, and without what lost its secret. */
    static Yaml.Mapping withoutLost(Yaml.Mapping gateway, Map<String, String> kept) {
        Yaml.Mapping filled = each(
                gateway,
                (place, value) -> isMask(value) && !kept.containsKey(place)
                        ? Optional.empty()
                        : Optional.of(known(place, value, kept)));
        boolean lostStripe = filled.given(STRIPE).orElse(list()) instanceof Yaml.Mapping stripe
                && stripe.given(AUTHORIZATION).isEmpty();
        return lostStripe ? filled.without(List.of(STRIPE)) : filled;
    }

    private static Yaml known(String place, Yaml value, Map<String, String> kept) {
        String secret = kept.get(place);
        return isMask(value) && secret != null ? new Yaml.Scalar(secret, Yaml.Scalar.Type.TEXT, value.place()) : value;
    }

    private static boolean isMask(Yaml value) {
        return value instanceof Yaml.Scalar scalar && scalar.text().equals(GatewayBody.MASK);
    }

    /** Each secret's place and value, replaced, or left out where nothing comes back. */
    private static Yaml.Mapping each(Yaml.Mapping gateway, BiFunction<String, Yaml, Optional<Yaml>> replacing) {
        Yaml.Mapping whole = gateway;
        if (gateway.given(OTEL).orElse(gateway) instanceof Yaml.Sequence list) {
            Map<String, Integer> seen = new HashMap<>();
            List<Yaml> targets = new ArrayList<>();
            for (Yaml item : list.items()) {
                targets.add(item instanceof Yaml.Mapping target ? target(target, seen, replacing) : item);
            }
            whole = whole.with(OTEL, new Yaml.Field(list.place(), new Yaml.Sequence(targets, list.place())));
        }
        if (gateway.given(STRIPE).orElse(list()) instanceof Yaml.Mapping stripe) {
            Yaml.Mapping replaced = replaced(stripe, AUTHORIZATION, STRIPE, replacing);
            whole = whole.with(STRIPE, new Yaml.Field(stripe.place(), replaced));
        }
        return whole;
    }

    private static Yaml list() {
        return new Yaml.Sequence(List.of(), dev.penstock.json.Place.ofBody());
    }

    private static Yaml target(
            Yaml.Mapping target, Map<String, Integer> seen, BiFunction<String, Yaml, Optional<Yaml>> replacing) {
        String url = target.given("url").orElse(target) instanceof Yaml.Scalar scalar ? scalar.text() : "";
        String place = place(Urls.withoutClosingSlash(url), seen);
        Yaml.Mapping whole = replaced(target, AUTHORIZATION, authorization(place), replacing);
        if (target.given(HEADERS).orElse(list()) instanceof Yaml.Mapping headers) {
            Yaml.Mapping replaced = headers;
            for (String name : headers.fields().keySet()) {
                replaced = replaced(replaced, name, header(place, name), replacing);
            }
            whole = whole.with(HEADERS, new Yaml.Field(headers.place(), replaced));
        }
        return whole;
    }

    private static Yaml.Mapping replaced(
            Yaml.Mapping block, String key, String place, BiFunction<String, Yaml, Optional<Yaml>> replacing) {
        Optional<Yaml> value = block.given(key);
        if (value.isEmpty()) {
            return block;
        }
        return replacing
                .apply(place, value.get())
                .map(other -> block.with(key, new Yaml.Field(other.place(), other)))
                .orElseGet(() -> block.without(List.of(key)));
    }

    /** Two collectors may have one URL; then the first has the first's secrets. */
    private static String place(String url, Map<String, Integer> seen) {
        int number = seen.merge(url, 1, Integer::sum);
        return OTEL + " " + number + " " + url;
    }

    private static String authorization(String place) {
        return place + " " + AUTHORIZATION;
    }

    private static String header(String place, String name) {
        return place + " " + HEADERS + " " + name.toLowerCase(Locale.ROOT);
    }
}
