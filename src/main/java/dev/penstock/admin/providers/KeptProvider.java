package dev.penstock.admin.providers;

import dev.penstock.admin.Schemas;
import dev.penstock.control.Document;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A custom provider as it is kept and answered.
 *
 * @param headers their names and masks as a JSON object in a text; empty where there are none
 * @param declared whether penstock.yaml has it
 */
record KeptProvider(
        String account,
        String id,
        String name,
        String slug,
        String baseUrl,
        Optional<String> description,
        Optional<String> link,
        boolean enable,
        boolean beta,
        Optional<String> curlExample,
        Optional<String> jsExample,
        Optional<String> headers,
        long position,
        boolean declared,
        long createdAt,
        long modifiedAt) {
    static final Map<String, Object> SHAPE = Schemas.object(
            "id", Schemas.TEXT,
            "name", Schemas.TEXT,
            "slug", Schemas.TEXT,
            "base_url", Schemas.TEXT,
            "description?", Schemas.TEXT,
            "link?", Schemas.TEXT,
            "enable", Schemas.FLAG,
            "beta", Schemas.FLAG,
            "curl_example?", Schemas.TEXT,
            "js_example?", Schemas.TEXT,
            "headers?", Schemas.TEXT,
            "position", Schemas.WHOLE,
            "logo", Schemas.TEXT,
            "account_id", Schemas.TEXT,
            "account_tag", Schemas.TEXT,
            "declared", Schemas.FLAG,
            "created_at", Schemas.TIME,
            "modified_at", Schemas.TIME);

    static KeptProvider of(Document document, boolean declared) {
        JsonTree body = document.body();
        String slug = body.at("slug").text().orElse("");
        return new KeptProvider(
                document.key().account(),
                body.at("id").text().orElse(document.id()),
                body.at("name").text().orElse(slug),
                slug,
                body.at("base_url").text().orElse(""),
                body.at("description").text(),
                body.at("link").text(),
                body.at("enable").isTrue(),
                body.at("beta").isTrue(),
                body.at("curl_example").text(),
                body.at("js_example").text(),
                body.at("headers").text(),
                body.at("position").whole().orElse(0),
                declared,
                document.createdAt(),
                document.modifiedAt());
    }

    JsonTree body() {
        return JsonTree.read(JsonText.of(settings()).text());
    }

    JsonText json() {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("id", id));
        fields.putAll(settings());
        fields.put("logo", Logo.of(name));
        fields.put("account_id", account);
        fields.put("account_tag", account);
        fields.put("declared", declared);
        fields.put("created_at", Instant.ofEpochMilli(createdAt).toString());
        fields.put("modified_at", Instant.ofEpochMilli(modifiedAt).toString());
        return JsonText.of(fields);
    }

    private Map<String, Object> settings() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("slug", slug);
        fields.put("base_url", baseUrl);
        description.ifPresent(text -> fields.put("description", text));
        link.ifPresent(text -> fields.put("link", text));
        fields.put("enable", enable);
        fields.put("beta", beta);
        curlExample.ifPresent(text -> fields.put("curl_example", text));
        jsExample.ifPresent(text -> fields.put("js_example", text));
        headers.ifPresent(text -> fields.put("headers", text));
        fields.put("position", position);
        return fields;
    }

    /** What a search may find it by. */
    List<String> names() {
        return new ArrayList<>(List.of(id, name, slug));
    }
}
