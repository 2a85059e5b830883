package dev.penstock.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a gateway's OpenAPI document says of its answers. Every answer an API test gets is held against it. */
final class Sheets {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI document;
    private final HttpClient http;

    /** Read with the first answer that is checked. */
    private @Nullable JsonNode paths;

    Sheets(URI document, HttpClient http) {
        this.document = document;
        this.http = http;
    }

    /** What is wrong with an answer; nothing where it is as the document says. */
    synchronized List<String> problems(String method, String path, byte[] body) {
        try {
            if (paths == null) {
                HttpResponse<byte[]> read =
                        http.send(HttpRequest.newBuilder(document).build(), HttpResponse.BodyHandlers.ofByteArray());
                paths = JSON.readTree(read.body()).get("paths");
            }
            Optional<JsonNode> schema = schema(paths, method, path);
            return schema.isEmpty()
                    ? List.of(method + " " + path + " is not in the OpenAPI document")
                    : SchemaCheck.problems(schema.get(), JSON.readTree(body));
        } catch (IOException e) {
            return List.of("The OpenAPI document cannot be read: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        }
    }

    /** Of the templates that fit, the one with the fewest variables. */
    private static Optional<JsonNode> schema(JsonNode paths, String method, String path) {
        List<String> segments = List.of(path.split("\\?", 2)[0].split("/", -1));
        return paths.propertyStream()
                .filter(entry -> fits(List.of(entry.getKey().split("/", -1)), segments))
                .filter(entry -> entry.getValue().has(method.toLowerCase(java.util.Locale.ROOT)))
                .min((one, other) -> Long.compare(variables(one.getKey()), variables(other.getKey())))
                .map(entry -> entry.getValue()
                        .get(method.toLowerCase(java.util.Locale.ROOT))
                        .at("/responses/200/content/application~1json/schema"))
                .filter(schema -> !schema.isMissingNode());
    }

    private static boolean fits(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            if (!template.get(i).startsWith("{") && !template.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static long variables(String template) {
        return template.chars().filter(c -> c == '{').count();
    }
}
