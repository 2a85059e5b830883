package dev.penstock.config;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.SpendLimits;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.json.JsonYaml;
import dev.penstock.json.Place;
import dev.penstock.json.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gateway as the management API takes and shows it. It is read by the very keys that read penstock.yaml, so that both
 * take the same values, and shown as it was given: what a client wrote is what it reads, but for secrets, which are
 * masked.
 */
public final class GatewayBody {
    /** In place of a secret; sent back, it means the secret that is kept. */
    public static final String MASK = "•••";

    /** What Cloudflare answers beside the settings; sent back, it is left alone. */
    private static final Set<String> READ_ONLY = Set.of(
            "created_at",
            "modified_at",
            "is_default",
            "account_id",
            "account_tag",
            "internal_id",
            "wholesale",
            "declared");

    /** What must be given each time, as Cloudflare has it. */
    private static final List<String> REQUIRED = List.of(
            "cache_invalidate_on_update", "cache_ttl", "collect_logs", "rate_limiting_interval", "rate_limiting_limit");

    /** Those of the settings with a value of their own that keep a null; cache_ttl turns it into 0. */
    private static final Set<String> KEEPING_NULL =
            Set.of("rate_limiting_interval", "rate_limiting_limit", "rate_limiting_technique", "otel");

    private static final Set<String> TAKING_NULL = Set.of("cache_ttl", "rate_limiting_interval", "rate_limiting_limit");
    private static final String OTEL = "otel";
    private static final String DLP = "dlp";
    private static final String SPEND_LIMITS = "spend_limits";

    private GatewayBody() {}

    /** What came of reading a body. */
    public sealed interface Result {
        /**
         * It can be served.
         *
         * @param shown all settings as they are shown; to be kept, and read again with {@link #kept}
         * @param secrets what is masked in them, by a name of its place; to be kept apart
         */
        record Good(GatewaySettings settings, JsonTree shown, Map<String, String> secrets) implements Result {
            public Good {
                secrets = Map.copyOf(secrets);
            }
        }

        /** It is refused: everything that is wrong with it. */
        record Bad(List<Fault> faults) implements Result {
            public Bad {
                faults = List.copyOf(faults);
            }
        }
    }

    /** Reads the body that makes a gateway. */
    public static Result read(JsonTree body) {
        Findings findings = new Findings(Set.of(), Map.of());
        Yaml.Mapping given = given(body);
        requireFive(given, findings);
        return result(GatewaySecrets.filled(given, Map.of(), findings), findings);
    }

    /**
     * Reads the body that changes a gateway. What it leaves out stays as it is.
     *
     * @param shown the gateway as it is now
     * @param secrets those that are kept of it
     */
    public static Result read(JsonTree body, JsonTree shown, Map<String, String> secrets) {
        Findings findings = new Findings(Set.of(), Map.of());
        Yaml.Mapping given = given(body);
        requireFive(given, findings);
        Yaml.Mapping before = mapping(shown).without(READ_ONLY);
        given.given("id")
                .filter(id -> !isSame(id, before))
                .ifPresent(id -> findings.problem(id.place(), "'id' cannot be changed; make another gateway"));
        Yaml.Mapping whole = before;
        for (Map.Entry<String, Yaml.Field> field :
                given.without(Set.of("id")).fields().entrySet()) {
            whole = whole.with(field.getKey(), field.getValue());
        }
        return result(GatewaySecrets.filled(whole, secrets, findings), findings);
    }

    /** Reads again what was kept. Where a secret is gone, what needs it is left out. */
    public static Result kept(JsonTree shown, Map<String, String> secrets) {
        Yaml.Mapping whole = mapping(shown).without(READ_ONLY);
        return result(GatewaySecrets.withoutLost(whole, secrets), new Findings(Set.of(), Map.of()));
    }

    /** How a gateway is shown that nobody declared. */
    public static JsonTree undeclared(GatewaySettings settings) {
        Yaml.Mapping block = mapping(tree(Map.of("id", settings.id(), "authentication", settings.authentication())));
        return shown(block, settings);
    }

    /** How the gateways of a file are shown, by id. */
    static Map<String, JsonTree> declared(Fields file, List<GatewaySettings> gateways) {
        List<Yaml> blocks =
                file.block().given(TopKeys.GATEWAYS.name()).orElse(file.block()) instanceof Yaml.Sequence list
                        ? list.items()
                        : List.of();
        Map<String, JsonTree> declared = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size() && i < gateways.size(); i++) {
            if (blocks.get(i) instanceof Yaml.Mapping block) {
                declared.put(gateways.get(i).id(), declared(block, gateways.get(i)));
            }
        }
        return declared;
    }

    private static JsonTree declared(Yaml.Mapping block, GatewaySettings gateway) {
        try {
            return shown(GatewayShape.completed(block), gateway);
        } catch (JsonMalformed large) {
            // A file may hold more than is kept of it; then its lists are not shown.
            return undeclared(gateway);
        }
    }

    /** JSON schema of the settings as they are shown. */
    public static Map<String, Object> schemaShown() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key<?> key : GatewayKeys.SECTION.keys()) {
            properties.put(key.name(), schemaOf(key, takesNull(key)));
        }
        List<String> required = new ArrayList<>(properties.keySet());
        required.remove(DLP);
        return Map.of("properties", properties, "required", required);
    }

    /** JSON schema of the body that makes a gateway, or of one that changes it. */
    public static Map<String, Object> schemaTaken(boolean making) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key<?> key : GatewayKeys.SECTION.keys()) {
            properties.put(
                    key.name(), schemaOf(key, !REQUIRED.contains(key.name()) || TAKING_NULL.contains(key.name())));
        }
        READ_ONLY.forEach(name -> properties.put(name, Map.of("readOnly", true)));
        List<String> required = new ArrayList<>(REQUIRED);
        if (making) {
            required.add("id");
        }
        return Kinds.schema(
                "type", "object", "properties", properties, "required", required, "additionalProperties", false);
    }

    private static Map<String, Object> schemaOf(Key<?> key, boolean nullable) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", key.says());
        if (nullable) {
            schema.put("anyOf", List.of(key.kind().schema(), Map.of("type", "null")));
        } else {
            schema.putAll(key.kind().schema());
        }
        return schema;
    }

    private static boolean takesNull(Key<?> key) {
        return (key.plainFallback().isEmpty() && key.fallback() != null) || KEEPING_NULL.contains(key.name());
    }

    private static Result result(Yaml.Mapping whole, Findings findings) {
        Yaml.Mapping completed = GatewayShape.completed(whole);
        GatewaySettings settings = GatewayKeys.SECTION.read(completed, "", findings);
        if (settings == null || findings.problemCount() > 0) {
            return new Result.Bad(findings.faults());
        }
        Map<String, String> secrets = GatewaySecrets.of(settings);
        if (GatewaySecrets.areTooLarge(secrets)) {
            findings.problem(
                    Place.ofBody(), "The secrets of one gateway are more than 48 KB; use fewer or shorter headers");
            return new Result.Bad(findings.faults());
        }
        try {
            return new Result.Good(settings, shown(completed, settings), secrets);
        } catch (JsonMalformed large) {
            findings.problem(Place.ofBody(), "The settings of one gateway are more than 1 MiB; make them smaller");
            return new Result.Bad(findings.faults());
        }
    }

    private static void requireFive(Yaml.Mapping body, Findings findings) {
        for (Key<?> key : GatewayKeys.SECTION.keys()) {
            boolean missing = !body.fields().containsKey(key.name())
                    || (!TAKING_NULL.contains(key.name())
                            && body.given(key.name()).isEmpty());
            if (REQUIRED.contains(key.name()) && missing) {
                findings.problem(
                        body.place().within(key.name()),
                        "'" + key.name() + "' is missing; must be " + key.kind().must());
            }
        }
    }

    private static boolean isSame(Yaml id, Yaml.Mapping shown) {
        return id instanceof Yaml.Scalar sent
                && shown.given("id").orElse(shown) instanceof Yaml.Scalar now
                && sent.text().equals(now.text());
    }

    private static JsonTree shown(Yaml.Mapping block, GatewaySettings settings) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Key<?> key : GatewayKeys.SECTION.keys()) {
            Optional<Object> value = block.given(key.name()).map(key.kind()::plain);
            boolean keepsNull =
                    KEEPING_NULL.contains(key.name()) && block.fields().containsKey(key.name());
            boolean unset = value.isEmpty() && (keepsNull || key.name().equals(OTEL));
            fields.put(key.name(), unset ? null : value.or(key::plainFallback).orElse(null));
        }
        if (fields.get(DLP) == null) {
            // Cloudflare's type has no null here.
            fields.remove(DLP);
        }
        settings.spendLimits().ifPresent(limits -> nameRules(fields, limits));
        return tree(fields);
    }

    /** A rule that was given without an id has one now, which its counters keep. */
    private static void nameRules(Map<String, @Nullable Object> fields, SpendLimits limits) {
        if (fields.get(SPEND_LIMITS) instanceof Map<?, ?> shown && shown.get("rules") instanceof List<?> rules) {
            List<Object> named = new ArrayList<>();
            for (int i = 0; i < rules.size(); i++) {
                Map<Object, Object> rule = new LinkedHashMap<>();
                rule.put("id", limits.rules().get(i).id());
                if (rules.get(i) instanceof Map<?, ?> given) {
                    given.forEach((name, value) -> rule.putIfAbsent(name, value));
                }
                named.add(rule);
            }
            Map<Object, Object> whole = new LinkedHashMap<>(shown);
            whole.put("rules", named);
            fields.put(SPEND_LIMITS, whole);
        }
    }

    private static Yaml.Mapping given(JsonTree body) {
        return mapping(body).without(READ_ONLY);
    }

    private static Yaml.Mapping mapping(JsonTree tree) {
        return JsonYaml.of(tree) instanceof Yaml.Mapping mapping ? mapping : new Yaml.Mapping(Map.of(), Place.ofBody());
    }

    private static JsonTree tree(Map<String, ?> fields) {
        return JsonTree.read(JsonText.of(fields).text());
    }
}
