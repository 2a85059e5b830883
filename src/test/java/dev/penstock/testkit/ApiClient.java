package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to the management API as a script would: {@code ApiClient.of(gateway).get("/accounts")}. Each answer that is no
 * error is held against the API's own OpenAPI document, so that every test of an endpoint proves its shapes.
 */
public final class ApiClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final Optional<String> token;
    private final Sheets sheets;

    private ApiClient(String base, Optional<String> token, Sheets sheets) {
        this.base = base;
        this.token = token;
        this.sheets = sheets;
    }

    /** The first administrator of a gateway that has none yet. */
    public static ApiClient of(RunningGateway gateway) {
        ApiClient nobody = nobody(gateway);
        String setUp = gateway.penstock().setUpToken().orElseThrow().reveal();
        Reply made = nobody.post("/set-up", "{\"token\":\"" + setUp + "\",\"name\":\"test\"}");
        return nobody.as(made.result().get("value").asString());
    }

    /** Someone without a token. */
    public static ApiClient nobody(RunningGateway gateway) {
        String origin = "http://127.0.0.1:" + gateway.adminPort();
        return new ApiClient(
                origin + "/client/v4", Optional.empty(), new Sheets(URI.create(origin + "/openapi.json"), HTTP));
    }

    /** The same server with another token. */
    public ApiClient as(String other) {
        return new ApiClient(base, Optional.of(other), sheets);
    }

    public String token() {
        return token.orElseThrow();
    }

    /** What SDKs take as base URL. */
    public String baseUrl() {
        return base;
    }

    public Reply get(String path) {
        return send("GET", path, Optional.empty());
    }

    public Reply delete(String path) {
        return send("DELETE", path, Optional.empty());
    }

    public Reply post(String path, String body) {
        return send("POST", path, Optional.of(body));
    }

    public Reply put(String path, String body) {
        return send("PUT", path, Optional.of(body));
    }

    public Reply patch(String path, String body) {
        return send("PATCH", path, Optional.of(body));
    }

    /** @param path below /client/v4 */
    public Reply send(String method, String path, Optional<String> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(
                        method,
                        body.map(HttpRequest.BodyPublishers::ofString).orElse(HttpRequest.BodyPublishers.noBody()));
        token.ifPresent(own -> request.header("authorization", "Bearer " + own));
        body.ifPresent(ignored -> request.header("content-type", "application/json"));
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() < 300 && isJson(response)) {
                List<String> problems = sheets.problems(method, "/client/v4" + path, response.body());
                if (!problems.isEmpty()) {
                    throw new AssertionError(
                            method + " " + path + " answers otherwise than its sheet says: " + problems);
                }
            }
            return new Reply(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isJson(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("content-type")
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
    }

    /** One answer. */
    public record Reply(int status, byte[] body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public JsonNode result() {
            JsonNode result = json().get("result");
            if (status >= 300 || result == null) {
                throw new AssertionError("No result but " + status + ": " + text());
            }
            return result;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The code of the first error. */
        public int code() {
            return json().get("errors").get(0).get("code").asInt();
        }
    }
}
