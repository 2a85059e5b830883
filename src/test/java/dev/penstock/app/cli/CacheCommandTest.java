package dev.penstock.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CacheCommandTest {
    private static final String GATEWAY = "/client/v4/accounts/default/ai-gateway/gateways/prod";

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{}";
    private final HttpServer server;

    CacheCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + (body.isEmpty() ? "" : " " + body));
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void purge_says_how_many_answers_were_forgotten() {
        answer = "{\"result\":{\"purged\":12}}";

        assertThat(run("purge", "prod").text).isEqualTo("Forgot 12 kept answers.\n");
        assertThat(asked).containsExactly("DELETE " + GATEWAY + "/cache");
    }

    @Test
    void purge_hands_on_every_condition() {
        answer = "{\"result\":{\"purged\":1}}";

        Ran ran = run(
                "purge",
                "prod",
                "--cache-key",
                "customer 42",
                "--provider",
                "openai",
                "--model",
                "gpt-4o",
                "--key",
                "ab",
                "--tag",
                "team=a=b");

        assertThat(ran.text).isEqualTo("Forgot 1 kept answer.\n");
        assertThat(asked)
                .containsExactly("DELETE " + GATEWAY + "/cache?key=ab&cache_key=customer%2042&provider=openai"
                        + "&model=gpt-4o&metadata.key=team&metadata.value=a%3Db");
    }

    @Test
    void a_tag_without_a_value_sends_nothing() {
        Ran ran = run("purge", "prod", "--tag", "team");

        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.error).contains("'team' must be written NAME=VALUE, such as --tag team=eng");
        assertThat(asked).isEmpty();
    }

    @Test
    void purge_can_answer_as_json() {
        answer = "{\"result\":{\"purged\":12}}";

        assertThat(run("purge", "prod", "--json").text).isEqualTo("{\"purged\":12}\n");
    }

    @Test
    void what_the_gateway_refuses_is_told_as_it_says_it() {
        status = 403;
        answer = "{\"errors\":[{\"code\":9109,\"message\":\"This token may not do that\"}]}";

        Ran ran = run("stats");

        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.error).contains("This token may not do that [403]");
    }

    @Test
    void stats_show_the_store() {
        answer = "{\"result\":{\"memory_entries\":2,\"memory_bytes\":50,\"memory_limit\":200,\"disk_entries\":3,"
                + "\"disk_bytes\":0,\"disk_limit\":0,\"evicted\":4,\"dropped\":5,\"failures\":6}}";

        assertThat(run("stats").text).isEqualTo("""
                in memory:  2 answers, 50 of 200 bytes (25 %)
                on disk:    3 answers, 0 of 0 bytes
                evicted:    4, to make room
                not kept:   5, because writing could not keep up
                failures:   6 of the disk
                """);
        assertThat(asked).containsExactly("GET /client/v4/cache/stats");
    }

    @Test
    void stats_of_a_gateway_show_what_its_cache_saved() {
        answer = "{\"result\":{\"series\":[{\"totals\":{\"requests\":10,\"cached\":4,\"stale\":1,\"coalesced\":2,"
                + "\"resumed\":3,\"saved_cost\":0.5,\"saved_ms\":1234.5}}]}}";

        assertThat(run("stats", "--gateway", "prod", "--since", "2026-11-22T00:00:00Z").text)
                .isEqualTo("""
                requests:   10
                from cache: 4, of which stale: 1
                joined:     2 identical calls under way
                resumed:    3 streams
                saved USD:  0.5
                saved ms:   1234.5
                """);
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("GET " + GATEWAY + "/analytics?")
                .contains("since=");
    }

    @Test
    void a_gateway_without_calls_saved_nothing() {
        answer = "{\"result\":{\"series\":[]}}";

        assertThat(run("stats", "--gateway", "prod").text).startsWith("requests:   0\n");
    }

    @Test
    void explain_sends_the_body_as_it_was_written() throws IOException {
        answer = "{\"result\":{\"outcome\":\"miss\",\"reason\":\"no answer is kept\",\"key\":\"00ff\","
                + "\"parts\":[{\"name\":\"provider\",\"hash\":\"01020304\"}],"
                + "\"nearest\":{\"key\":\"00aa\",\"age\":5,\"expires_in\":55,\"differs\":\"body.messages\",\"equal\":7,"
                + "\"parts\":8}}}";
        Path body = Files.writeString(folder.resolve("call.json"), "{ \"n\": 1.0 }");

        Ran ran = run(
                "explain",
                "prod",
                "openai",
                "chat/completions",
                "--file",
                body.toString(),
                "-H",
                "cf-aig-cache-ttl: 60");

        assertThat(ran.text).isEqualTo("""
                outcome: miss
                reason:  no answer is kept
                key:     00ff
                nearest: a kept answer 5 s old with 7 of 8 parts the same; the first that differs is body.messages

                PART      HASH
                provider  01020304
                """);
        assertThat(asked)
                .containsExactly("POST " + GATEWAY + "/cache/explain {\"provider\":\"openai\","
                        + "\"endpoint\":\"chat/completions\",\"headers\":{\"cf-aig-cache-ttl\":\"60\"},"
                        + "\"query\":{ \"n\": 1.0 }}");
    }

    @Test
    void a_body_that_is_no_json_is_not_sent() throws IOException {
        Path body = Files.writeString(folder.resolve("call.json"), "{},\"provider\":\"other\"");

        Ran ran = run("explain", "prod", "openai", "x", "--file", body.toString());

        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.error).contains("The body is ");
        assertThat(asked).isEmpty();
    }

    private record Ran(int code, String text, String error) {}

    private Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter error = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--token", "t"));
        int code = new CommandLine(new CacheCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(error))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(all.toArray(String[]::new));
        return new Ran(code, out.toString(), error.toString());
    }
}
