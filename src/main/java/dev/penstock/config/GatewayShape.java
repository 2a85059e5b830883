package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts in what Cloudflare's types of a gateway always have: a collector's headers, both sides of guardrails, lists. */
final class GatewayShape {
    private GatewayShape() {}

    static Yaml.Mapping completed(Yaml.Mapping gateway) {
        Yaml.Mapping whole = gateway;
        for (Map.Entry<String, Yaml.Field> field : gateway.fields().entrySet()) {
            Yaml.Field completed = new Yaml.Field(
                    field.getValue().place(),
                    completed(field.getKey(), field.getValue().value()));
            whole = whole.with(field.getKey(), completed);
        }
        return whole;
    }

    private static Yaml completed(String name, Yaml value) {
        return switch (name) {
            case "otel" -> value instanceof Yaml.Sequence list ? eachWithHeaders(list) : value;
            case "guardrails" -> withMapping(withMapping(value, "prompt"), "response");
            case "spend_limits" -> withList(value, "rules");
            case "stripe" -> withList(value, "usage_events");
            case "dlp" -> dlp(value);
            default -> value;
        };
    }

    private static Yaml eachWithHeaders(Yaml.Sequence list) {
        List<Yaml> items = new ArrayList<>();
        list.items().forEach(item -> items.add(withMapping(item, "headers")));
        return new Yaml.Sequence(items, list.place());
    }

    /** It has two forms: one action for all profiles, or a list of policies. */
    private static Yaml dlp(Yaml value) {
        if (!(value instanceof Yaml.Mapping block)) {
            return value;
        }
        boolean isShort =
                block.given("action").isPresent() || block.given("profiles").isPresent();
        if (!isShort) {
            return withList(block, "policies");
        }
        Yaml.Mapping whole = withList(block, "profiles") instanceof Yaml.Mapping more ? more : block;
        return whole.given("action").isPresent()
                ? whole
                : with(whole, "action", new Yaml.Scalar("FLAG", Yaml.Scalar.Type.TEXT, whole.place()));
    }

    private static Yaml withMapping(Yaml value, String key) {
        return value instanceof Yaml.Mapping block && block.given(key).isEmpty()
                ? with(block, key, new Yaml.Mapping(new LinkedHashMap<>(), block.place()))
                : value;
    }

    private static Yaml withList(Yaml value, String key) {
        return value instanceof Yaml.Mapping block && block.given(key).isEmpty()
                ? with(block, key, new Yaml.Sequence(List.of(), block.place()))
                : value;
    }

    private static Yaml.Mapping with(Yaml.Mapping block, String key, Yaml value) {
        return block.with(key, new Yaml.Field(block.place(), value));
    }
}
