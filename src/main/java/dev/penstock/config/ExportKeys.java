package dev.penstock.config;

import dev.penstock.call.OtelTarget;
import dev.penstock.call.Secret;
import dev.penstock.call.Stripe;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys under "otel" and "stripe" of a gateway. */
final class ExportKeys {
    private static final Key<String> URL = Key.required("url", Urls.kind(), "Where spans are sent.");
    private static final Key<Map<String, Secret>> HEADERS = Key.of(
            "headers",
            new MapKind<>("header", secret(), 32, ignored -> List.of()),
            Map.of(),
            "Headers sent with every export; never shown.");
    private static final Key<Optional<Secret>> OTEL_AUTHORIZATION =
            Key.optional("authorization", secret(), "none", "The name of a stored secret; never shown.");
    private static final Key<OtelTarget.Encoding> CONTENT_TYPE = Key.of(
            "content_type", Kinds.oneOf(OtelTarget.Encoding.class), OtelTarget.Encoding.JSON, "How spans are encoded.");

    static final SectionKind<OtelTarget> OTEL = new SectionKind<>(
            List.of(URL, HEADERS, OTEL_AUTHORIZATION, CONTENT_TYPE),
            fields -> new OtelTarget(
                    fields.get(URL), fields.get(HEADERS), fields.get(OTEL_AUTHORIZATION), fields.get(CONTENT_TYPE)));

    private static final Key<Secret> STRIPE_AUTHORIZATION =
            Key.required("authorization", secret(), "The key for Stripe; never shown.");
    private static final Key<String> PAYLOAD =
            Key.required("payload", Kinds.text(1, 10_000), "The event's body, as a template.");
    private static final Key<List<String>> USAGE_EVENTS = Key.of(
            "usage_events",
            ListKind.of(new SectionKind<>(List.of(PAYLOAD), fields -> fields.get(PAYLOAD)), 20),
            List.of(),
            "The events sent for each call.");

    static final SectionKind<Stripe> STRIPE = new SectionKind<>(
            List.of(STRIPE_AUTHORIZATION, USAGE_EVENTS),
            fields -> new Stripe(fields.get(STRIPE_AUTHORIZATION), fields.get(USAGE_EVENTS)));

    private ExportKeys() {}

    private static ScalarKind<Secret> secret() {
        return Kinds.parsed(
                "a text of 1 to 4096 characters on one line",
                text -> text.isEmpty() || text.length() > 4096 || text.chars().anyMatch(Character::isISOControl)
                        ? null
                        : new Secret(text),
                Secret::toString,
                Kinds.schema("type", "string", "minLength", 1, "maxLength", 4096));
    }
}
