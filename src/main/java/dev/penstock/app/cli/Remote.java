package dev.penstock.app.cli;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options every such command has, and the connection they describe. */
final class Remote {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:PENSTOCK_URL:-http://127.0.0.1:8788}",
            description = "The management listener (PENSTOCK_URL, else http://127.0.0.1:8788).")
    private String url = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:PENSTOCK_TOKEN}",
            description = "A management token; better given as PENSTOCK_TOKEN, where other users cannot see it.")
    private @Nullable String token;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            defaultValue = "${env:PENSTOCK_ACCOUNT:-default}",
            description = "The account (PENSTOCK_ACCOUNT, else default).")
    private String account = "";

    @Option(names = "--json", description = "The API's answer as JSON.")
    private boolean json;

    String account() {
        return account;
    }

    PrintWriter out() {
        return mixee.commandLine().getOut();
    }

    /** What is below /accounts/{account}, with a leading slash. */
    JsonTree inAccount(String method, String path, @Nullable JsonText body) {
        return send(method, "/accounts/" + segment(account) + path, body);
    }

    JsonTree aiGateway(String method, String path, @Nullable JsonText body) {
        return inAccount(method, "/ai-gateway" + path, body);
    }

    JsonTree gateway(String gateway, String method, String path, @Nullable JsonText body) {
        return aiGateway(method, "/gateways/" + segment(gateway) + path, body);
    }

    /** All pages of a list. */
    List<JsonTree> pages(String path) {
        java.util.ArrayList<JsonTree> all = new java.util.ArrayList<>();
        for (int page = 1; ; page++) {
            JsonTree answer =
                    aiGateway("GET", path + (path.contains("?") ? "&" : "?") + "page=" + page + "&per_page=50", null);
            List<JsonTree> items = answer.at("result").items();
            all.addAll(items);
            long total = answer.at("result_info").at("total_count").whole().orElse(all.size());
            if (items.isEmpty() || all.size() >= total) {
                return all;
            }
        }
    }

    /** Prints a result: whole as JSON, or as the command shows it. */
    void show(JsonTree result, Runnable readable) {
        if (json) {
            out().println(result);
        } else {
            readable.run();
        }
        out().flush();
    }

    /** Prints a list: one JSON object a line, or a table. */
    void show(List<JsonTree> items, Table table) {
        if (json) {
            items.forEach(out()::println);
        } else {
            table.print(items, out());
        }
        out().flush();
    }

    /** Prints a list: one JSON object a line, or as the command shows it. */
    void show(List<JsonTree> items, Runnable readable) {
        if (json) {
            items.forEach(out()::println);
        } else {
            readable.run();
        }
        out().flush();
    }

    /** The whole answer of the API. */
    JsonTree send(String method, String path, @Nullable JsonText body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("accept", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.text()));
        if (body != null) {
            request.header("content-type", "application/json");
        }
        if (token != null && !token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> response = exchange(request.build());
        JsonTree answer = tree(response);
        if (response.statusCode() >= 300) {
            throw new CommandFailed(told(response.statusCode(), answer), response.statusCode());
        }
        return answer;
    }

    private URI uri(String path) {
        try {
            return URI.create(url.replaceAll("/+$", "") + "/client/v4" + path);
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailed("--url must be a URL such as http://127.0.0.1:8788");
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException nobody) {
            throw new CommandFailed("Nothing answers at " + url
                    + "; is the gateway running? Start it with 'bin/penstock serve', or name its management listener"
                    + " with --url");
        } catch (IOException failure) {
            throw new CommandFailed("No answer from " + url + ": " + failure.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Stopped");
        } catch (IllegalArgumentException header) {
            throw new CommandFailed("The token has characters that no token has");
        }
    }

    private static JsonTree tree(HttpResponse<byte[]> response) {
        try {
            return JsonTree.read(response.body());
        } catch (JsonMalformed malformed) {
            throw new CommandFailed("The answer (" + response.statusCode()
                    + ") is no JSON; is this the management listener? Its port is 8788 by default");
        }
    }

    private String told(int status, JsonTree answer) {
        String why = answer.at("errors").items().stream()
                .map(error -> error.at("message").text().orElse("")
                        + (error.at("path").items().isEmpty()
                                ? ""
                                : " ("
                                        + error.at("path").items().stream()
                                                .flatMap(part -> part.text().stream())
                                                .collect(Collectors.joining("."))
                                        + ")"))
                .collect(Collectors.joining("; "));
        String hint = status == 401 && (token == null || token.isEmpty())
                ? "; give a management token as PENSTOCK_TOKEN or with --token"
                : "";
        return (why.isEmpty() ? "The gateway answered " + status : why + " [" + status + "]") + hint;
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@code ?a=b&c=d} of what is there. */
    static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(one -> segment(one.getKey()) + "=" + segment(one.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }
}
