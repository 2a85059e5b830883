package dev.penstock.admin.openapi;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The API as an OpenAPI 3.1 document, made from the sheets of all endpoints; open to everybody, for it tells no state. */
public final class OpenApi implements Endpoint.Set {
    public static final String PATH = "/openapi.json";

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");
    private static final Map<String, Object> TOKEN = Map.of("token", List.of());

    private final Supplier<List<Endpoint>> all;
    private final String version;

    /** @param all every endpoint, this one included */
    public OpenApi(Supplier<List<Endpoint>> all, String version) {
        this.all = all;
        this.version = version;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet sheet = Sheet.of("description", "This document", Map.of("type", "object"));
        return List.of(new Endpoint("GET", PATH, new Access(Level.OPEN, Role.VIEWER), sheet, this::document));
    }

    private Answer document(ApiCall call) {
        return Answer.json(200, JsonText.of(document(all.get())));
    }

    private Map<String, Object> document(List<Endpoint> endpoints) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        TreeSet<String> tags = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            tags.add(endpoint.sheet().tag());
            paths.computeIfAbsent(endpoint.path(), path -> new LinkedHashMap<>())
                    .put(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Penstock management API",
                        "version",
                        version,
                        "description",
                        "Cloudflare AI Gateway's management API below /client/v4, and what Penstock has beyond it."));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("tags", tags.stream().map(tag -> Map.of("name", tag)).toList());
        document.put("paths", paths);
        document.put("components", components());
        return document;
    }

    private static Map<String, Object> components() {
        Map<String, Object> problem =
                Schemas.object("code", Schemas.WHOLE, "message", Schemas.TEXT, "path?", Schemas.list(Schemas.TEXT));
        Map<String, Object> error = Schemas.object(
                "success",
                Schemas.FLAG,
                "errors",
                Schemas.list(problem),
                "messages",
                Schemas.list(Schemas.ANY),
                "result",
                Schemas.ANY);
        return Map.of(
                "securitySchemes",
                Map.of(
                        "token",
                        Map.of(
                                "type",
                                "http",
                                "scheme",
                                "bearer",
                                "description",
                                "A management token; the first is made with the set-up token the console shows.")),
                "schemas",
                Map.of("Error", error));
    }

    private static Map<String, Object> operation(Endpoint endpoint) {
        Sheet sheet = endpoint.sheet();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", operationId(endpoint));
        operation.put("tags", List.of(sheet.tag()));
        operation.put("summary", sheet.summary());
        operation.put("description", needs(endpoint.access()));
        operation.put("security", endpoint.access().level() == Level.OPEN ? List.of() : List.of(TOKEN));
        operation.put("parameters", parameters(endpoint));
        sheet.body()
                .ifPresent(schema -> operation.put("requestBody", Map.of("required", true, "content", json(schema))));
        operation.put(
                "responses",
                Map.of(
                        "200",
                        Map.of("description", "It is done", "content", json(sheet.answer())),
                        "default",
                        Map.of(
                                "description",
                                "What is wrong",
                                "content",
                                json(Map.of("$ref", "#/components/schemas/Error")))));
        return operation;
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Map.of("application/json", Map.of("schema", schema));
    }

    private static String needs(Access access) {
        String over = switch (access.level()) {
            case OPEN -> "Needs no token.";
            case HOLDER -> "Needs any token";
            case INSTALLATION -> "Needs a token over the whole installation";
            case ACCOUNT -> "Needs a token over the whole account";
            case ACCOUNT_PART -> "Needs a token over the account or one of its gateways, whose part it answers";
            case GATEWAY -> "Needs a token over the gateway or its account";
        };
        return access.level() == Level.OPEN
                ? over
                : over + ", with the role " + access.role().name().toLowerCase(Locale.ROOT) + " or more.";
    }

    private static List<Map<String, Object>> parameters(Endpoint endpoint) {
        List<Map<String, Object>> parameters = new ArrayList<>();
        VARIABLE.matcher(endpoint.path())
                .results()
                .map(MatchResult::group)
                .forEach(name -> parameters.add(Map.of(
                        "name",
                        name.substring(1, name.length() - 1),
                        "in",
                        "path",
                        "required",
                        true,
                        "schema",
                        Schemas.TEXT)));
        for (Sheet.Parameter parameter : endpoint.sheet().query()) {
            parameters.add(Map.of(
                    "name", parameter.name(),
                    "in", "query",
                    "description", parameter.says(),
                    "schema", parameter.schema()));
        }
        return parameters;
    }

    /** Its method and path in words: {@code get_accounts_account_id_ai_gateway_gateways}. */
    private static String operationId(Endpoint endpoint) {
        String path = endpoint.path().replace("/client/v4", "").replaceAll("[^A-Za-z0-9]+", "_");
        return (endpoint.method().toLowerCase(Locale.ROOT) + path).replaceAll("_$", "");
    }
}
