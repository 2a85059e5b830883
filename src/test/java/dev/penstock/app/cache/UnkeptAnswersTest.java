package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a whole, good answer leaves nothing behind: the next caller's provider is asked again. */
class UnkeptAnswersTest {
    private Bench bench = Bench.caching();

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String settings, String more) {
        bench.gateway.close();
        bench.gateway = RunningGateway.of(bench.file("authentication: false\ncache_ttl: 600\n" + settings, more));
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void a_stream_cut_at_any_third_place_is_not_kept(Speech speech) {
        cut(speech, 3, 97);
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    @Tag("soak")
    void a_stream_cut_anywhere_is_not_kept(Speech speech) {
        cut(speech, 1, 1);
    }

    private void cut(Speech speech, int eventStep, int byteStep) {
        Map<String, Script> cuts = new LinkedHashMap<>();
        Script whole = speech.script("n", true);
        int endings = ended(speech);
        for (int events = 0; events < endings; events += eventStep) {
            cuts.put("reset after events " + events, whole.resetAfterPieces(events));
            cuts.put("closed after events " + events, whole.closeAfterPieces(events));
            cuts.put(
                    "reset, unframed, after events " + events,
                    whole.untilClose().resetAfterPieces(events));
            cuts.put(
                    "closed, unframed, after events " + events,
                    whole.untilClose().closeAfterPieces(events));
        }
        int bytes = speech.beginning("n", endings).length;
        for (int at = 1; at < bytes - 2; at += byteStep) {
            cuts.put("reset after bytes " + at, whole.resetAfterBody(at));
            cuts.put("closed, unframed, after bytes " + at, whole.untilClose().closeAfterBody(at));
        }
        cuts.forEach((name, script) -> leavesNothing(speech, speech + " " + name, script, true));
        assertThat(bench.kept()).isZero();
        bench.awaitNothingHeld();
    }

    /** The number of events with which a stream is whole. */
    private static int ended(Speech speech) {
        return switch (speech) {
            // The finish, before usage and marker, ends it for clients that do not wait for more.
            case CHAT -> speech.events("n").withoutEnd().list().size();
            case MESSAGES, RESPONSES, CONVERSE, OLLAMA, GEMINI -> speech.count() - 1;
        };
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void a_body_that_is_cut_or_says_an_error_is_not_kept(Speech speech) {
        Script whole = speech.script("n", false);
        int length = speech.answer("n", false).length;
        Map<String, Script> cuts = new LinkedHashMap<>();
        for (int at = 0; at < length; at += 1 + length / 7) {
            cuts.put("reset after " + at, whole.resetAfterBody(at));
            cuts.put("closed after " + at, whole.closeAfterBody(at));
            cuts.put("unframed and closed after " + at, whole.untilClose().closeAfterBody(at));
            cuts.put("chunked and closed after " + at, whole.chunked().closeAfterBody(at));
        }
        cuts.put("less than it says", whole.contentLengthMismatch(7).thenClose());
        cuts.put("an error in a 200", Script.json(200, "{\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}"));
        for (int status : new int[] {400, 401, 404, 408, 429, 500, 502, 503, 529}) {
            cuts.put("status " + status, Script.json(status, "{\"error\":{\"message\":\"no\"}}"));
        }
        cuts.forEach((name, script) -> leavesNothing(speech, speech + " " + name, script, false));
        assertThat(bench.kept()).isZero();
        bench.awaitNothingHeld();
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void a_stream_that_says_an_error_is_not_kept(Speech speech) {
        Events failing = speech.events("n").failing("Overloaded");
        leavesNothing(speech, speech + " an error in the stream", failing.script(), true);
        leavesNothing(speech, speech + " and no end", failing.script().closeAfterPieces(3), true);
        assertThat(bench.kept()).isZero();
    }

    /** Asks twice: both times the provider is asked, and nothing is kept in between. */
    private void leavesNothing(Speech speech, String name, Script script, boolean stream) {
        bench.forget();
        bench.answers((n, request) -> script);
        RawRequest request = speech.ask("shop", name, stream);
        for (int time = 1; time <= 2; time++) {
            RawResponse response = bench.exchange(request);
            assertThat(response.status()).as(name).isNotZero();
            assertThat(response.header("cf-aig-cache-status").orElse("MISS"))
                    .as(name)
                    .isEqualTo("MISS");
            assertThat(bench.asked).as(name).hasValue(time);
        }
    }

    @Test
    void bytes_whose_end_nobody_told_are_not_kept() {
        RawRequest request = Answers.call("plain").header("cf-aig-cache-key", "k");
        for (String type : List.of("text/plain", "image/png", "text/html")) {
            bench.forget();
            bench.answers((n, received) -> Script.answer(200)
                    .header("content-type", type)
                    .body("half of")
                    .untilClose());
            bench.exchange(request);
            assertThat(bench.exchange(request).header("cf-aig-cache-status"))
                    .as(type)
                    .hasValue("MISS");
            assertThat(bench.asked).as(type).hasValue(2);
        }
        assertThat(bench.kept()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio/mpeg", "video/mp4", "application/octet-stream"})
    void sounds_are_not_kept(String type) {
        RawRequest request = Answers.call("sound").header("cf-aig-cache-key", "k");
        bench.answers(
                (n, received) -> Script.answer(200).header("content-type", type).body("la la"));
        bench.exchange(request);
        assertThat(bench.exchange(request).header("cf-aig-cache-status")).hasValue("MISS");
        assertThat(bench.asked).hasValue(2);
        assertThat(bench.kept()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_larger_than_an_entry_may_be_is_told_whole_and_not_kept(boolean stream) {
        with("", "cache: {entry_bytes: 64KB}\n");
        String words = "word ".repeat(40_000);
        bench.answers((n, received) -> stream
                ? Script.sse(large(words))
                : Script.json(200, Answers.json("n" + n).replace("Answer", words)));
        RawRequest request = stream ? Answers.streamed("a") : Answers.call("a");
        for (int time = 1; time <= 2; time++) {
            RawResponse response = bench.exchange(request);
            assertThat(response.complete()).isTrue();
            assertThat(response.text()).contains(words);
            assertThat(response.header("cf-aig-cache-status")).hasValue("MISS");
        }
        assertThat(bench.asked).hasValue(2);
        assertThat(bench.kept()).isZero();
        bench.awaitNothingHeld();
    }

    private static List<byte[]> large(String words) {
        List<byte[]> events = new ArrayList<>(Answers.events("n", 3));
        events.add(
                1,
                Bytes.of("data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"" + words + "\"},\"finish_reason\":null}]}\n\n"));
        return events;
    }

    @Test
    void what_our_limits_refuse_is_not_kept() {
        with("rate_limiting_limit: 1\nrate_limiting_interval: 3600", "");
        bench.answers((n, request) -> Script.json(200, Answers.json("n" + n)));
        assertThat(bench.exchange(Answers.call("first")).status()).isEqualTo(200);
        assertThat(bench.exchange(Answers.call("second")).status()).isEqualTo(429);
        assertThat(bench.metrics().get("penstock_cache_memory_entries")).isEqualTo("1.0");
        assertThat(bench.asked).hasValue(1);
    }

    @Test
    void an_answer_its_client_leaves_is_not_fetched_on() {
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, 20).stepped(stepper));
        leaveAfter(stepper, 4);
        bench.awaitCalls(0);
        Await.until("the upstream to be left", Bench.PATIENCE, () -> bench.fake.openConnections() == 0);
        stepper.releaseAll();
        bench.awaitNothingHeld();
        assertThat(bench.kept()).isZero();
    }

    @Test
    void an_answer_its_client_leaves_is_fetched_on_where_that_is_wanted() {
        with("cache: {abandoned: drain}", "");
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, 20).stepped(stepper));
        leaveAfter(stepper, 4);
        stepper.releaseAll();
        bench.awaitCalls(0);
        RawResponse again = bench.exchange(Answers.streamed("a"));
        assertThat(again.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(again.body()).isEqualTo(Bytes.join(Answers.events("n1", 20)));
        assertThat(bench.asked).hasValue(1);
        bench.awaitNothingHeld();
    }

    @Test
    void an_answer_its_client_leaves_is_fetched_on_so_far_and_no_further() {
        with("cache: {abandoned: drain, drain_bytes: 1KB}", "");
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, 200).stepped(stepper));
        leaveAfter(stepper, 4);
        stepper.release(30);
        bench.awaitCalls(0);
        Await.until("the upstream to be left", Bench.PATIENCE, () -> bench.fake.openConnections() == 0);
        stepper.releaseAll();
        bench.awaitNothingHeld();
        assertThat(bench.kept()).isZero();
    }

    private void leaveAfter(Stepper stepper, int events) {
        RawClient client = bench.send(Answers.streamed("a"));
        bench.awaitAsked(1);
        stepper.release(events);
        client.event(Bench.PATIENCE);
        client.reset();
    }
}
