package dev.penstock.admin.routes;

import dev.penstock.control.Document;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.route.RouteGraph;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How routes are shown. Whether a version is valid is asked anew: a provider may have left since it was saved. */
record RouteView(RouteShelf shelf, Set<String> providers) {
    /** A route with what is in force. */
    JsonText route(Document route) {
        Document live = shelf.version(route.id(), shelf.live(route.id()));
        Map<String, Object> fields = head(route, live);
        fields.put("version", version(route.id(), live));
        fields.put("deployment", deployment(shelf.deployment(route.id())));
        return JsonText.of(fields);
    }

    /** A route as its deletion answers. */
    JsonText head(Document route) {
        return JsonText.of(head(route, shelf.version(route.id(), shelf.live(route.id()))));
    }

    JsonText withVersion(Document route, Document version) {
        Map<String, Object> fields = head(route, version);
        fields.put("version", version(route.id(), version));
        return JsonText.of(fields);
    }

    JsonText withDeployment(Document route, Document version, Document deployment) {
        Map<String, Object> fields = head(route, version);
        fields.put("deployment", deployment(deployment));
        return JsonText.of(fields);
    }

    /** One saved version with its elements. */
    JsonText saved(Document route, Document version) {
        Map<String, Object> fields = head(route, version);
        fields.put("created_at", time(version.createdAt()));
        fields.put("version_id", RouteShelf.part(version));
        fields.put("active", active(route.id(), version));
        fields.put("data", elements(version).toString());
        fields.put("is_valid", isValid(version));
        return JsonText.of(fields);
    }

    JsonText version(String route, Document version) {
        return JsonText.object(
                "version_id",
                RouteShelf.part(version),
                "active",
                active(route, version),
                "data",
                elements(version).toString(),
                "created_at",
                time(version.createdAt()),
                "is_valid",
                isValid(version));
    }

    JsonText deployment(Document deployment) {
        return JsonText.object(
                "deployment_id",
                RouteShelf.part(deployment),
                "version_id",
                RouteShelf.text(deployment, "version_id"),
                "created_at",
                time(deployment.createdAt()));
    }

    boolean isValid(Document version) {
        return RouteGraph.read(elements(version), providers) instanceof RouteGraph.Read;
    }

    private Map<String, Object> head(Document route, Document version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", route.id());
        fields.put("name", RouteShelf.text(route, "name"));
        fields.put("gateway_id", shelf.scope().gateway());
        fields.put("account_tag", shelf.scope().account());
        fields.put("created_at", time(route.createdAt()));
        fields.put("modified_at", time(route.modifiedAt()));
        fields.put("elements", elements(version));
        return fields;
    }

    private String active(String route, Document version) {
        return Boolean.toString(shelf.live(route).equals(RouteShelf.part(version)));
    }

    private static JsonTree elements(Document version) {
        return version.body().at("elements");
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
