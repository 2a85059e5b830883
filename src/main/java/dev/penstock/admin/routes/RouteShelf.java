package dev.penstock.admin.routes;

import dev.penstock.admin.ApiRefused;
import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The routes of one gateway in a state, with their versions and deployments. */
record RouteShelf(ControlState state, Scope scope) {
    /** The most of each that are kept for one route; the oldest go, but never the version that is live. */
    static final int MOST_VERSIONS = 50;

    static final int MOST_ROUTES = 100;

    private static final Comparator<Document> NEWEST_FIRST =
            Comparator.<Document>comparingLong(document -> number(document)).reversed();

    List<Document> routes() {
        return state.of(Kind.ROUTE, scope).stream()
                .sorted(Comparator.comparingLong(Document::createdAt).reversed().thenComparing(Document::id))
                .toList();
    }

    Document route(String id) {
        return state.find(Key.of(Kind.ROUTE, scope, id)).orElseThrow(ApiRefused::absent);
    }

    /** The newest first. */
    List<Document> versions(String route) {
        return below(Kind.ROUTE_VERSION, route);
    }

    Document version(String route, String id) {
        return state.find(key(Kind.ROUTE_VERSION, route, id)).orElseThrow(ApiRefused::absent);
    }

    /** The newest first; the first one is in force. */
    List<Document> deployments(String route) {
        return below(Kind.ROUTE_DEPLOYMENT, route);
    }

    /** The deployment that is in force. */
    Document deployment(String route) {
        return deployments(route).getFirst();
    }

    /** The id of the version that is in force. */
    String live(String route) {
        return text(deployment(route), "version_id");
    }

    boolean isTaken(String name, String exceptRoute) {
        return state.of(Kind.ROUTE, scope).stream()
                .anyMatch(other ->
                        !other.id().equals(exceptRoute) && text(other, "name").equals(name));
    }

    Edit version(String route, String id, JsonText elements, long now) {
        return put(
                key(Kind.ROUTE_VERSION, route, id),
                JsonText.object("number", nextNumber(versions(route)), "elements", elements),
                now);
    }

    Edit deployment(String route, String id, String version, long now) {
        return put(
                key(Kind.ROUTE_DEPLOYMENT, route, id),
                JsonText.object("number", nextNumber(deployments(route)), "version_id", version),
                now);
    }

    /** Makes room for one version more. */
    List<Edit> roomForVersion(String route) {
        String live = live(route);
        List<Edit> edits = new ArrayList<>();
        List<Document> versions = versions(route);
        for (int i = versions.size() - 1; i >= 0 && versions.size() - edits.size() >= MOST_VERSIONS; i--) {
            if (!part(versions.get(i)).equals(live)) {
                edits.add(new Edit.Remove(versions.get(i).key()));
            }
        }
        return edits;
    }

    /** Makes room for one deployment more. */
    List<Edit> roomForDeployment(String route) {
        return deployments(route).stream()
                .skip(MOST_VERSIONS - 1L)
                .<Edit>map(old -> new Edit.Remove(old.key()))
                .toList();
    }

    List<Edit> without(String route) {
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.Remove(Key.of(Kind.ROUTE, scope, route)));
        versions(route).forEach(version -> edits.add(new Edit.Remove(version.key())));
        deployments(route).forEach(deployment -> edits.add(new Edit.Remove(deployment.key())));
        return edits;
    }

    static String text(Document document, String field) {
        return document.body().at(field).text().orElse("");
    }

    /** The id of a version or a deployment without that of its route. */
    static String part(Document document) {
        return document.id().substring(document.id().indexOf('/') + 1);
    }

    static JsonTree tree(JsonText text) {
        return JsonTree.read(text.text());
    }

    private List<Document> below(Kind kind, String route) {
        return state.of(kind, scope).stream()
                .filter(document -> document.id().startsWith(route + "/"))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private static Edit put(Key key, JsonText body, long now) {
        return new Edit.Put(new Document(key, tree(body), now, now));
    }

    /** An id below a route's own: neither may contain the slash. */
    private Key key(Kind kind, String route, String id) {
        return Key.of(kind, scope, route + "/" + id);
    }

    private static long nextNumber(List<Document> newestFirst) {
        return newestFirst.isEmpty() ? 1 : number(newestFirst.getFirst()) + 1;
    }

    static long number(Document document) {
        return document.body().at("number").whole().orElse(0);
    }
}
