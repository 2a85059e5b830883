package dev.penstock.admin.analytics;

import dev.penstock.admin.analytics.Document.Operation;
import dev.penstock.admin.analytics.Document.Selection;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.Analytics;
import dev.penstock.record.LogScope;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Answers what clients of Cloudflare's GraphQL ask of AI gateways (developers.cloudflare.com/analytics/graphql-api):
 * {@code viewer.accounts(filter: {accountTag}).aiGatewayRequestsAdaptiveGroups}. One request's; what is wrong with it is
 * in the answer.
 */
final class GraphQl {
    private static final int MOST_DATASETS = 20;
    private static final int MOST_ACCOUNTS = 20;

    private final Analytics analytics;
    private final Function<String, Optional<LogScope>> readable;
    private final Instant now;
    private final Selections selections;
    private int datasets;

    private GraphQl(
            Analytics analytics, Function<String, Optional<LogScope>> readable, Instant now, Selections selections) {
        this.analytics = analytics;
        this.readable = readable;
        this.now = now;
        this.selections = selections;
    }

    /**
     * Answers one request. Blocks.
     *
     * @param readable what the caller may see of an account; empty for one that is another's or does not exist, which
     *     nobody can tell apart
     * @param body a JSON object with {@code query}, and {@code variables} and {@code operationName} where there are any
     */
    public static JsonText answer(
            Analytics analytics, Function<String, Optional<LogScope>> readable, byte[] body, Instant now)
            throws IOException {
        try {
            JsonTree request = request(body);
            Document document = Parser.parse(
                    request.at("query").text().orElseThrow(() -> new GraphQlError("The body has no query", List.of())));
            Operation operation =
                    operation(document, request.at("operationName").text());
            Selections selections = new Selections(document, operation, request.at("variables"));
            JsonText data = new GraphQl(analytics, readable, now, selections).query(operation.selections());
            return JsonText.object("data", data, "errors", null);
        } catch (GraphQlError error) {
            return JsonText.object("data", null, "errors", List.of(error.toJson()));
        }
    }

    private static JsonTree request(byte[] body) {
        try {
            return JsonTree.read(body);
        } catch (JsonMalformed malformed) {
            throw new GraphQlError("The body is " + malformed.getMessage(), List.of());
        }
    }

    private static Operation operation(Document document, Optional<String> name) {
        List<Operation> named = document.operations().stream()
                .filter(operation -> name.isEmpty() || operation.name().equals(name))
                .toList();
        if (named.size() != 1) {
            throw new GraphQlError(
                    named.isEmpty() ? "No such operation" : "Several operations; say which in operationName",
                    List.of());
        }
        return named.getFirst();
    }

    /** What gives a field's value. */
    private interface Resolver {
        JsonText value(String alias, Selections.Chosen chosen) throws IOException;
    }

    private JsonText query(List<Selection> wanted) throws IOException {
        return object("Query", wanted, Map.of("viewer", (alias, chosen) -> viewer(alias, chosen.selections())));
    }

    private JsonText viewer(String path, List<Selection> wanted) throws IOException {
        return object("Viewer", wanted, Map.of("accounts", (alias, chosen) -> accounts(List.of(path, alias), chosen)));
    }

    private JsonText accounts(List<String> path, Selections.Chosen chosen) throws IOException {
        JsonTree filter = selections.arguments(chosen.field()).at("filter");
        Set<String> tags = new LinkedHashSet<>();
        filter.at("accountTag").text().ifPresent(tags::add);
        filter.at("accountTag_in").items().forEach(tag -> tag.text().ifPresent(tags::add));
        if (tags.isEmpty() || tags.size() > MOST_ACCOUNTS) {
            throw new GraphQlError("accounts needs a filter with an accountTag, or at most " + MOST_ACCOUNTS, path);
        }
        List<JsonText> accounts = new ArrayList<>();
        for (String tag : tags) {
            Optional<LogScope> scope = readable.apply(tag);
            if (scope.isPresent()) {
                accounts.add(account(tag, scope.get(), path, chosen.selections()));
            }
        }
        return JsonText.of(accounts);
    }

    private JsonText account(String tag, LogScope scope, List<String> path, List<Selection> wanted) throws IOException {
        return object(
                "Account",
                wanted,
                Map.of(
                        "accountTag",
                        (alias, chosen) -> JsonText.of(tag),
                        "aiGatewayRequestsAdaptiveGroups",
                        (alias, chosen) -> {
                            List<String> at = new ArrayList<>(path);
                            at.add(alias);
                            return groups(at, scope, chosen);
                        }));
    }

    private JsonText groups(List<String> path, LogScope scope, Selections.Chosen chosen) throws IOException {
        if (++datasets > MOST_DATASETS) {
            throw new GraphQlError("More than " + MOST_DATASETS + " datasets in one request", path);
        }
        return new GroupsQuery(selections, chosen, path)
                .answer(analytics, scope, selections.arguments(chosen.field()), now);
    }

    private JsonText object(String type, List<Selection> wanted, Map<String, Resolver> fields) throws IOException {
        Map<String, Selections.Chosen> chosen = selections.of(wanted);
        if (chosen.isEmpty()) {
            throw new GraphQlError("Say which fields of " + type + " you want", List.of());
        }
        List<Object> written = new ArrayList<>();
        for (Map.Entry<String, Selections.Chosen> entry : chosen.entrySet()) {
            String name = entry.getValue().field().name();
            Resolver resolver = fields.get(name);
            if (resolver == null && !name.equals("__typename")) {
                Token at = entry.getValue().field().at();
                throw new GraphQlError(
                        "Unknown field " + BadQuestion.quoted(name) + " of " + type, at.line(), at.column());
            }
            written.add(entry.getKey());
            written.add(resolver == null ? JsonText.of(type) : resolver.value(entry.getKey(), entry.getValue()));
        }
        return JsonText.object(written.toArray());
    }
}
