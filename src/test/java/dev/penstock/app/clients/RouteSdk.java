package dev.penstock.app.clients;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dynamic routes of one gateway as Cloudflare's SDK for Node has them; each call here is one of its methods. */
final class RouteSdk implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("target", "clients");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String gateway;
    private final Path errors = SCRIPTS.resolve("routes.err.txt");
    private final Process node;
    private final BufferedWriter asks;
    private final BufferedReader answers;

    RouteSdk(RunningGateway running, String gateway) {
        this.gateway = gateway;
        ApiClient admin = ApiClient.of(running);
        ProcessBuilder script = new ProcessBuilder("node", "routes.mjs")
                .directory(SCRIPTS.toFile())
                .redirectError(errors.toFile());
        script.environment().putAll(Map.of("ADMIN_URL", admin.baseUrl(), "ADMIN_TOKEN", admin.token()));
        try {
            node = script.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        asks = node.outputWriter();
        answers = node.inputReader();
    }

    JsonNode create(String name, List<?> elements) {
        return call("create", gateway, Map.of("account_id", "default", "name", name, "elements", elements));
    }

    JsonNode rename(JsonNode route, String name) {
        return call("update", id(route), with(Map.of("name", name)));
    }

    JsonNode list() {
        return call("list", gateway, Map.of("account_id", "default", "per_page", 100))
                .at("/data/routes");
    }

    JsonNode get(JsonNode route) {
        return call("get", id(route), with(Map.of()));
    }

    void delete(JsonNode route) {
        call("delete", id(route), with(Map.of()));
    }

    /** The id of a new version. */
    String save(JsonNode route, List<?> elements) {
        return call("createVersion", id(route), with(Map.of("elements", elements)))
                .at("/version/version_id")
                .asString();
    }

    JsonNode version(JsonNode route, String version) {
        return call("getVersion", version, with(Map.of("id", id(route))));
    }

    /** The newest first. */
    JsonNode versions(JsonNode route) {
        return call("listVersions", id(route), with(Map.of())).at("/data/versions");
    }

    void deploy(JsonNode route, String version) {
        call("createDeployment", id(route), with(Map.of("version_id", version)));
    }

    /** The newest first. */
    JsonNode deployments(JsonNode route) {
        return call("listDeployments", id(route), with(Map.of())).at("/data/deployments");
    }

    private static String id(JsonNode route) {
        return route.get("id").asString();
    }

    private Map<String, Object> with(Map<String, ?> more) {
        Map<String, Object> all = new java.util.HashMap<>(more);
        all.put("account_id", "default");
        all.put("gateway_id", gateway);
        return all;
    }

    private JsonNode call(String method, Object... args) {
        try {
            asks.write(JSON.writeValueAsString(Map.of("method", method, "args", args)));
            asks.newLine();
            asks.flush();
            String told = answers.readLine();
            if (told == null) {
                throw new AssertionError("routes.mjs ended: " + Files.readString(errors));
            }
            JsonNode result = JSON.readTree(told).get("result");
            if (result == null) {
                throw new AssertionError(method + ": " + told);
            }
            return result;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        node.destroyForcibly();
    }
}
