package dev.penstock.admin.gateways;

import dev.penstock.admin.Schemas;
import dev.penstock.config.GatewayBody;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A gateway as it is answered: its settings, and what Cloudflare answers beside them.
 *
 * @param declared whether penstock.yaml declares it, so that it is read-only here
 */
record GatewayView(String account, String id, JsonTree settings, boolean declared, long createdAt, long modifiedAt) {
    static final String DEFAULT = "default";

    private static final Object[] BESIDE = {
        "created_at", Schemas.TIME,
        "modified_at", Schemas.TIME,
        "is_default", Schemas.FLAG,
        "account_id", Schemas.TEXT,
        "account_tag", Schemas.TEXT,
        "internal_id", Schemas.TEXT,
        "wholesale", Schemas.FLAG,
        "declared", Schemas.FLAG
    };

    JsonText json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        settings.names().forEach(name -> fields.put(name, settings.at(name)));
        fields.put("created_at", Instant.ofEpochMilli(createdAt).toString());
        fields.put("modified_at", Instant.ofEpochMilli(modifiedAt).toString());
        fields.put("is_default", id.equals(DEFAULT));
        fields.put("account_id", account);
        fields.put("account_tag", account);
        fields.put("internal_id", internalId());
        fields.put("wholesale", false);
        fields.put("declared", declared);
        return JsonText.of(fields);
    }

    /** The same as long as the gateway lives; another for one of the same name that is made later. */
    private String internalId() {
        byte[] name = (account + "/" + id + "/" + createdAt).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).toString();
    }

    @SuppressWarnings("unchecked") // because schemas are maps and lists of texts by construction
    static Map<String, Object> schema() {
        Map<String, Object> own = GatewayBody.schemaShown();
        Map<String, Object> beside = Schemas.object(BESIDE);
        Map<String, Object> properties = new LinkedHashMap<>((Map<String, Object>) own.get("properties"));
        properties.putAll((Map<String, Object>) beside.get("properties"));
        List<String> required = new ArrayList<>((List<String>) own.get("required"));
        required.addAll((List<String>) beside.get("required"));
        Map<String, Object> schema = new LinkedHashMap<>(beside);
        schema.put("properties", properties);
        schema.put("required", required);
        return schema;
    }
}
