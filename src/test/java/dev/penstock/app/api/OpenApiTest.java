package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API's description of itself: open, whole, and of the form OpenAPI 3.1 asks for. */
class OpenApiTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Test
    void every_endpoint_is_described_whole() throws Exception {
        try (RunningGateway gateway = RunningGateway.of("");
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + "/openapi.json"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode document = JsonMapper.shared().readTree(answer.body());
            assertThat(document.get("openapi").asString()).startsWith("3.1.");
            assertThat(document.at("/info/title").asString()).isNotEmpty();
            assertThat(document.at("/info/version").asString()).isNotEmpty();
            assertThat(document.at("/components/securitySchemes/token/scheme").asString())
                    .isEqualTo("bearer");
            assertThat(document.at("/components/schemas/Error/properties/errors")
                            .isObject())
                    .isTrue();
            Set<String> ids = new HashSet<>();
            document.get("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        assertThat(METHODS).contains(method.getKey());
                        described(path.getKey(), method.getValue());
                        assertThat(ids.add(method.getValue().get("operationId").asString()))
                                .as(path.getKey())
                                .isTrue();
                    }));
            assertThat(ids).hasSizeGreaterThan(20);
        }
    }

    private static void described(String path, JsonNode operation) {
        assertThat(path).startsWith("/");
        assertThat(operation.path("summary").asString("")).as(path).isNotBlank();
        assertThat(operation.path("tags")).as(path).hasSize(1);
        assertThat(operation.path("security").isArray()).as(path).isTrue();
        JsonNode schema = operation.at("/responses/200/content/application~1json/schema");
        assertThat(schema.isObject()).as(path).isTrue();
        assertThat(operation
                        .at("/responses/default/content/application~1json/schema/$ref")
                        .asString(""))
                .as(path)
                .isEqualTo("#/components/schemas/Error");
        List<String> given = operation
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.get("in").asString().equals("path"))
                .map(parameter -> parameter.get("name").asString())
                .toList();
        Matcher matcher = VARIABLE.matcher(path);
        assertThat(given)
                .as(path)
                .isEqualTo(matcher.results().map(one -> one.group(1)).toList());
        schemas(path, schema);
        if (operation.has("requestBody")) {
            schemas(path, operation.at("/requestBody/content/application~1json/schema"));
        }
    }

    /** What a schema requires it describes, and lists say what they hold. */
    private static void schemas(String path, JsonNode schema) {
        if (schema.isObject()) {
            schema.path("required")
                    .valueStream()
                    .forEach(name -> assertThat(schema.path("properties").has(name.asString()))
                            .as(path + " requires " + name)
                            .isTrue());
            schema.path("properties").properties().forEach(field -> schemas(path, field.getValue()));
            schemas(path, schema.path("items"));
            schema.path("anyOf").valueStream().forEach(one -> schemas(path, one));
        }
    }
}
