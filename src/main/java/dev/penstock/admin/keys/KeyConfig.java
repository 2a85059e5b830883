package dev.penstock.admin.keys;

import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.vault.Label;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A stored key as it is kept and shown: everything but the key.
 *
 * @param provider its slug
 * @param isDefault whether calls that name no alias use it
 * @param version one more with each new secret
 * @param preview enough to recognise a key one has at hand, and no more
 * @param rateLimit calls in one period; see {@link KeyLimits}
 * @param ratePeriod in seconds
 */
record KeyConfig(
        String id,
        Scope scope,
        String provider,
        String alias,
        boolean isDefault,
        long version,
        String preview,
        Optional<Long> rateLimit,
        Optional<Long> ratePeriod) {
    private static final int SHOWN = 4;
    private static final int LEAST_HIDDEN = 12;

    static KeyConfig of(Document document) {
        JsonTree body = document.body();
        return new KeyConfig(
                document.id(),
                new Scope(document.key().account(), document.key().gateway()),
                body.at("provider").text().orElseThrow(),
                body.at("alias").text().orElseThrow(),
                body.at("is_default").isTrue(),
                body.at("version").whole().orElseThrow(),
                body.at("preview").text().orElse(""),
                whole(body.at("rate_limit")),
                whole(body.at("rate_limit_period")));
    }

    private static Optional<Long> whole(JsonTree number) {
        return number.whole().isPresent() ? Optional.of(number.whole().getAsLong()) : Optional.empty();
    }

    Document document(long createdAt, long modifiedAt) {
        JsonText body = JsonText.object(
                "provider",
                provider,
                "alias",
                alias,
                "is_default",
                isDefault,
                "version",
                version,
                "preview",
                preview,
                "rate_limit",
                rateLimit,
                "rate_limit_period",
                ratePeriod);
        return new Document(key(), JsonTree.read(body.text()), createdAt, modifiedAt);
    }

    Key key() {
        return Key.of(Kind.PROVIDER_CONFIG, scope, id);
    }

    /** What the secret is sealed with: it opens in this place only. */
    Label label() {
        return new Label(scope.account(), scope.gateway(), provider, alias, version);
    }

    KeyConfig with(String newPreview) {
        return new KeyConfig(id, scope, provider, alias, isDefault, version + 1, newPreview, rateLimit, ratePeriod);
    }

    KeyConfig withDefault(boolean on) {
        return new KeyConfig(id, scope, provider, alias, on, version, preview, rateLimit, ratePeriod);
    }

    KeyConfig limited(Optional<Long> limit, Optional<Long> period) {
        return new KeyConfig(id, scope, provider, alias, isDefault, version, preview, limit, period);
    }

    /** The last characters of a long key, nothing of a short one and nothing of a key that is JSON. */
    static String preview(Secret secret) {
        String text = secret.reveal();
        boolean isPlain = text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '{' && c != '"');
        return isPlain && text.length() >= SHOWN + LEAST_HIDDEN
                ? "••••" + text.substring(text.length() - SHOWN)
                : "••••";
    }

    JsonText shown(long modifiedAt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("gateway_id", scope.gateway());
        fields.put("provider_slug", provider);
        fields.put("alias", alias);
        fields.put("default_config", isDefault);
        fields.put("secret_id", id);
        fields.put("secret_preview", preview);
        fields.put("modified_at", Instant.ofEpochMilli(modifiedAt).toString());
        rateLimit.ifPresent(limit -> fields.put("rate_limit", limit));
        ratePeriod.ifPresent(period -> fields.put("rate_limit_period", period));
        return JsonText.of(fields);
    }
}
