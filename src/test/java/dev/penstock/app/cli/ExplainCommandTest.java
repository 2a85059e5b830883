package dev.penstock.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.admin.logs.Story;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import dev.penstock.testkit.TracedRows;
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

class ExplainCommandTest {
    private static final String GATEWAY = "/client/v4/accounts/acme/ai-gateway/gateways/main";

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{}";
    private final HttpServer server;

    ExplainCommandTest() throws IOException {
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
    void a_call_that_fell_back_is_a_waterfall() {
        answer = "{\"result\":" + Story.of(TracedRows.fallenBack()) + "}";

        Ran ran = run(SampleRows.id(1));

        assertThat(asked).containsExactly("GET " + GATEWAY + "/logs/" + SampleRows.id(1) + "/explain");
        assertThat(ran.text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(ran.text).isEqualTo("""
                Call 01a20320-a200-7000-809e-00009e3779b9 of acme/main, 2026-11-22T12:00:00Z
                Asked: POST /chat/completions (native) of anthropic/claude-haiku-4-5, as a stream, credential:
                       stored 'spare'
                In force: revision 1 of the configuration, prices 2026-11-20

                   AT MS  WHAT                                     |0                                    1799.7 ms|
                     0.3  route     dynamic/support                |^                                             |
                          version 3, the live one
                     0.3  branch    by-plan                        |^                                             |
                          metadata.plan is "free"
                     0.3  attempt 0 openai/gpt-5-mini              |...x                                          |
                          https://api.openai.com: answered 429, first byte after 120.3 ms, 120.3 ms in all;
                            throttled: upstream answered 429
                          nothing is charged: providers charge nothing for a status of 429
                   120.6  waited    openai/gpt-5-mini              |   ^                                          |
                          500 ms before a further try
                   620.6  retry     openai/gpt-5-mini              |               ^                              |
                          after throttled
                   620.7  attempt 1 openai/gpt-5-mini              |               .............x                 |
                          after 500.1 ms in which nothing was asked
                          https://api.openai.com: no answer, 500.0 ms in all; timed_out_first_byte: no first byte
                            within 500 ms
                          only the provider knows what was used: limits keep the most it may cost (the provider:
                            0.006 USD)
                  1120.9  fall back openai/gpt-5-mini              |                            ^                 |
                          after timed_out_first_byte
                  1121.0  attempt 2 anthropic/claude-haiku-4-5     |                            ......============|
                          https://api.anthropic.com: answered 200, first byte after 240.0 ms, 678.5 ms in all
                          812 tokens in, 164 out, 0.001632 USD; charged as the provider reported it was used
                          . until the first byte   = while more came   x failed   ^ decided

                Limits and budgets that counted it:
                  team (spend, cost) of metadata.team=search: attempt 0, reserved 0.006 USD, released at 0 USD
                  team (spend, cost) of metadata.team=search: attempt 1, reserved 0.006 USD, settled at 0.006 USD
                  team (spend, cost) of metadata.team=search: attempt 2, reserved 0.008 USD, settled at 0.001632 USD
                  all (account, requests): attempt 2, settled at 1

                Outcome: whole, status 200; 200 bytes in 1799.7 ms, the first after 1361.1 ms; cost 0.001632 USD;
                         nothing was saved by reuse
                """);
    }

    @Test
    void a_call_that_was_answered_from_the_cache_says_whose_answer_it_had_and_what_that_saved() {
        answer = "{\"result\":" + Story.of(ReusedRows.row(1, ReusedRows.HIT)) + "}";

        assertThat(run("some-id").text).isEqualTo("""
                Call 01a20320-a200-7000-809e-00009e3779b9 of acme/main, 2026-11-22T12:00:00Z
                Asked: POST /v1/chat/completions (native) of openai/gpt-5-mini, as a stream, credential: request
                In force: revision 17 of the configuration, prices –

                   AT MS  WHAT                                     |0                                     812.3 ms|
                          the answer is another's (hit): that of call 01a20320-a200-7000-8453-00045384540f
                          . until the first byte   = while more came   x failed   ^ decided

                No limit or budget counted it.

                Outcome: whole, status 200; 1024 bytes in 812.3 ms, the first after 403.2 ms; cost 0 USD; saved
                         0.000531 USD, 800.3 ms and 1012 tokens in, 164 out
                """);
    }

    @Test
    void an_unknown_id_is_told_with_how_ids_look() {
        status = 404;
        answer = "{\"errors\":[{\"code\":7002,\"message\":\"Not found\"}]}";

        Ran ran = run("nonsense\u001b[2J");

        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.error)
                .contains("Gateway 'main' of account 'acme' has no call 'nonsense·[2J' on record")
                .contains("An id looks like 019ac5e8-")
                .contains("--gateway");
    }

    @Test
    void what_else_is_refused_is_told_as_the_gateway_says_it() {
        status = 403;
        answer = "{\"errors\":[{\"code\":9109,\"message\":\"This token may not do that\"}]}";

        assertThat(run("x").error).contains("This token may not do that [403]");
    }

    @Test
    void json_is_what_the_api_said() {
        String story = Story.of(TracedRows.fallenBack()).text();
        answer = "{\"result\":" + story + "}";

        assertThat(run("x", "--json").text).isEqualTo(story + "\n");
    }

    @Test
    void what_others_wrote_moves_no_cursor_and_breaks_no_line() {
        answer = "{\"result\":"
                + Story.of(TracedRows.fallenBack()).text().replace("after throttled", "a\\u001b[31m\\nb") + "}";

        assertThat(run("x").text).contains("a·[31m·b").doesNotContain("\u001b");
    }

    @Test
    void a_call_that_is_not_made_is_sent_as_it_was_written() throws IOException {
        answer = """
                {"result":{"verdict":"refused","refusal":{"status":429,"code":2003,"message":"Rate limited"},
                 "surface":"native","config_revision":17,"price_version":"2026-11-20",
                 "route":[{"element":"by-plan","kind":"condition","branch":"true","why":"metadata.plan is free"}],
                 "targets":[{"index":0,"why":"the call asks for it","provider":"openai","model":"gpt-5-mini",
                  "host":"https://api.openai.com","dialect":"openai_chat","stream":true,"credential":"stored",
                  "key_alias":"spare","lacks_key":false,"first_byte_ms":30000,"attempts":3,"retry_delay_ms":500,
                  "backoff":"exponential","most_tokens_in":12,"most_tokens_out":4096,"most_cost":0.0082,
                  "most_cost_nano":8200000,"passes":false,"refusal":{"status":429,"code":2003,"message":"Rate limited"},
                  "limits":[{"rule":"calls","origin":"limit","values":{"metadata.team":"search"},"counts":"requests",
                   "wants":1,"taken":5,"left":0,"limit":5,"strict":true,"reset_seconds":12.5,"passes":false,
                   "otherwise":"refuse"},
                   {"rule":"money","origin":"spend","values":{},"counts":"cost","wants":8200000,"taken":0,
                   "left":1000000000,"limit":1000000000,"strict":true,"reset_seconds":0,"passes":true,
                   "otherwise":"refuse"}],
                  "cache":{"outcome":"miss","reason":"no answer is kept"}}]}}""";
        Path call = Files.writeString(folder.resolve("call.json"), "{ \"provider\": \"openai\" }");

        Ran ran = run("--call", call.toString());

        assertThat(asked).containsExactly("POST " + GATEWAY + "/explain { \"provider\": \"openai\" }");
        assertThat(ran.text).isEqualTo("""
                Verdict: it would be refused with 429 (code 2003): Rate limited
                In force: revision 17 of the configuration, prices 2026-11-20. Nothing was sent, counted or kept.
                Route: by-plan (condition) → true: metadata.plan is free

                  0  openai/gpt-5-mini at https://api.openai.com: the call asks for it
                     dialect openai_chat, as a stream; credential: stored 'spare'
                     waits 30000 ms for the first byte; 3 attempts, 500 ms apart (exponential)
                     at most 12 tokens in, 4096 out, 0.0082 USD
                     cache: miss, no answer is kept
                     limit calls (limit) of metadata.team=search: wants 1 of 0 left of 5 requests: does not pass
                       (refuse)
                     limit money (spend): wants 0.0082 USD of 1 USD left of 1 USD: passes
                     refused with 429 (code 2003): Rate limited
                """);
    }

    @Test
    void neither_an_id_nor_a_call_asks_nothing() throws IOException {
        Path call = Files.writeString(folder.resolve("call.json"), "no json");

        assertThat(run().error).contains("Name the id of a call, or a file with one by --call");
        assertThat(run("id", "--call", call.toString()).error).contains("Name the id of a call");
        assertThat(run("--call", call.toString()).error).contains("The call is ");
        assertThat(run("--call", folder.resolve("none").toString()).error).contains("Cannot read ");
        assertThat(run("id", "--data", folder.resolve("none").toString()).error).contains("There is no data folder ");
        assertThat(asked).isEmpty();
    }

    private record Ran(int code, String text, String error) {}

    private Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter error = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        all.addAll(List.of("--url", url, "--token", "t", "--account", "acme", "--gateway", "main"));
        int code = new CommandLine(new ExplainCommand())
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
