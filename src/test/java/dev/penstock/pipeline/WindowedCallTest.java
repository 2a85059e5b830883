package dev.penstock.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.call.Routing;
import dev.penstock.stream.Patience;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.EventStreamFrames;
import dev.penstock.upstream.Reply;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer's beginning is held until it is one, and then passes as if nobody had looked. */
final class WindowedCallTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Routing.Window WIDE = new Routing.Window(64 * 1024, 64, Duration.ofHours(1));
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final ByteBudget budget = new ByteBudget(1 << 20);
    private ScriptedCall call = new ScriptedCall();

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await();
    }

    @AfterEach
    void nothing_stays_held() {
        assertThat(budget.held()).isZero();
    }

    static List<Openings> openings() {
        return Openings.all().toList();
    }

    @ParameterizedTest
    @MethodSource("openings")
    void the_event_that_brings_content_brings_the_reply(Openings opening) {
        byte[] whole = opening.whole();
        for (int cut = 1; cut < whole.length; cut++) {
            WindowedCall windowed = windowed(opening.dialect());
            call.answer(200, "content-type", opening.contentType());
            call.body.push(whole, 0, cut);
            boolean known = cut >= opening.known();
            assertThat(windowed.reply().isComplete())
                    .as("%s at %d", opening, cut)
                    .isEqualTo(known);
            call.body.push(whole, cut, whole.length);
            call.body.end();

            BodyReader reader = BodyReader.all(answered(windowed).body());

            assertThat(answered(windowed).failed()).isEmpty();
            assertThat(reader.bytes()).as("%s cut at %d", opening, cut).isEqualTo(whole);
            assertThat(reader.hasEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("openings")
    void what_dies_before_its_content_is_no_answer(Openings opening) {
        byte[] whole = opening.whole();
        for (int cut = 0; cut < opening.known(); cut++) {
            for (boolean clean : new boolean[] {true, false}) {
                assertThat(killed(opening, whole, cut, clean).reply().result())
                        .as("%s at %d", opening, cut)
                        .isInstanceOfSatisfying(
                                Reply.NotAnswered.class,
                                died -> assertThat(died.failure()).isInstanceOf(Failure.Broken.class));
                assertThat(budget.held()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("openings")
    void what_dies_after_its_content_is_told_behind_its_last_byte(Openings opening) {
        byte[] whole = opening.whole();
        for (int cut = opening.known(); cut < whole.length; cut++) {
            WindowedCall windowed = killed(opening, whole, cut, false);

            assertThat(windowed.isBroken()).isTrue();
            BodyReader reader = BodyReader.all(answered(windowed).body());

            assertThat(reader.bytes()).isEqualTo(java.util.Arrays.copyOf(whole, cut));
            assertThat(reader.broken()).isInstanceOf(IOException.class);
            assertThat(reader.hasEnded()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("openings")
    void a_slow_reader_gets_every_byte_in_order(Openings opening) {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] whole = opening.whole();
            WindowedCall windowed = windowed(opening.dialect());
            call.answer(200, "content-type", opening.contentType());
            Optional<BodyReader> reader = Optional.empty();
            for (int at = 0; at < whole.length; ) {
                int next = Math.min(whole.length, at + 1 + random.nextInt(60));
                call.body.push(whole, at, next);
                at = next;
                if (reader.isEmpty() && windowed.reply().isComplete()) {
                    reader = Optional.of(BodyReader.slow(answered(windowed).body(), random));
                }
                reader.ifPresent(BodyReader::turn);
            }
            call.body.end();
            BodyReader last = reader.orElseThrow();
            for (int i = 0; i < 1_000 && !last.hasEnded(); i++) {
                last.turn();
            }
            assertThat(last.hasEnded()).as("seed %d", seed).isTrue();
            assertThat(last.bytes()).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void a_reader_that_does_not_read_holds_the_provider_up() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(200, "content-type", "text/event-stream");
        call.body.push(Openings.CHAT.content());

        assertThat(windowed.reply().isComplete()).isTrue();
        assertThat(call.body.isPaused()).isTrue();
        BodyReader reader = BodyReader.all(answered(windowed).body());
        assertThat(call.body.isPaused()).isFalse();
        answered(windowed).body().pause();
        assertThat(call.body.isPaused()).isTrue();
        call.body.push(Openings.CHAT.rest());
        assertThat(reader.bytes()).isEqualTo(Openings.CHAT.content());
        reader.readOn();
        assertThat(reader.bytes()).hasSize(Openings.CHAT.content().length + Openings.CHAT.rest().length);
    }

    @ParameterizedTest
    @MethodSource("openings")
    void a_cancelled_call_lets_go_of_everything(Openings opening) {
        byte[] whole = opening.whole();
        for (int cut = 0; cut <= whole.length; cut += 7) {
            WindowedCall windowed = windowed(opening.dialect());
            call.answer(200, "content-type", opening.contentType());
            call.body.push(whole, 0, cut);
            boolean known = windowed.reply().isComplete();
            windowed.cancel();

            assertThat(call.cancelled).isTrue();
            assertThat(budget.held()).isZero();
            assertThat(windowed.reply().isComplete()).isTrue();
            assertThat(windowed.reply().result() instanceof Reply.Answered).isEqualTo(known);
            call.body.push(whole, cut, whole.length);
            call.body.breakOff(new ClosedChannelException());
            assertThat(budget.held()).isZero();
        }
    }

    @Test
    void a_call_cancelled_before_its_answer_is_answered_so() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        windowed.cancel();
        assertThat(windowed.reply().result())
                .isInstanceOfSatisfying(
                        Reply.NotAnswered.class,
                        nothing -> assertThat(nothing.failure()).isInstanceOf(Failure.Cancelled.class));
        assertThat(call.cancelled).isTrue();
    }

    @Test
    void a_reader_of_a_cancelled_answer_never_sees_a_clean_end() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(200, "content-type", "application/json");
        call.body.push("{}".getBytes(UTF_8));
        call.body.end();
        Reply.Answered answered = answered(windowed);
        windowed.cancel();

        BodyReader reader = BodyReader.all(answered.body());

        assertThat(reader.hasEnded()).isFalse();
        assertThat(reader.broken()).isNotNull();
        // It came whole: its connection is another's by now.
        assertThat(call.cancelled).isFalse();
    }

    @Test
    void no_more_is_held_than_the_window_allows() {
        byte[] ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(UTF_8);
        for (Routing.Window window : List.of(
                new Routing.Window(ping.length * 5, 1_000, Duration.ofHours(1)),
                new Routing.Window(1 << 20, 5, Duration.ofHours(1)))) {
            WindowedCall windowed = windowed(Dialect.ANTHROPIC_MESSAGES, window, Optional.empty());
            call.answer(200, "content-type", "text/event-stream");
            for (int i = 0; i < 5; i++) {
                assertThat(windowed.reply().isComplete()).isFalse();
                call.body.push(ping);
            }
            assertThat(answered(windowed).failed()).isEmpty();
            assertThat(budget.held()).isEqualTo(5L * ping.length);
            assertThat(BodyReader.all(answered(windowed).body()).bytes()).hasSize(5 * ping.length);
        }
    }

    @Test
    void a_window_of_nothing_passes_answers_at_once() {
        WindowedCall windowed =
                windowed(Dialect.OPENAI_CHAT, new Routing.Window(0, 64, Duration.ofHours(1)), Optional.empty());
        call.answer(200, "content-type", "text/event-stream");
        assertThat(answered(windowed).body()).isSameAs(call.body);
    }

    @Test
    void nothing_is_held_that_the_budget_of_all_calls_has_no_room_for() {
        ByteBudget none = new ByteBudget(0);
        WindowedCall windowed = WindowedCall.of(frame(Dialect.OPENAI_CHAT, WIDE, Optional.empty(), none), call);
        call.answer(200, "content-type", "text/event-stream");
        call.body.push(": hello\n\n".getBytes(UTF_8));
        assertThat(BodyReader.all(answered(windowed).body()).bytes()).hasSize(9);
        assertThat(none.held()).isZero();
    }

    @Test
    void what_was_held_passes_on_when_the_time_of_the_window_is_over() {
        Routing.Window brief = new Routing.Window(64 * 1024, 64, Duration.ofMillis(30));
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT, brief, Optional.of(Duration.ofHours(1)));
        call.answer(200, "content-type", "text/event-stream");
        call.body.push(": hello\n\n".getBytes(UTF_8));

        Await.until("the window to close", PATIENT, windowed.reply()::isComplete);

        assertThat(BodyReader.all(answered(windowed).body()).bytes()).hasSize(9);
    }

    @Test
    void a_stall_before_content_is_no_answer() {
        for (String type : List.of("text/event-stream", "application/json")) {
            WindowedCall windowed = windowed(Dialect.OPENAI_CHAT, WIDE, Optional.of(Duration.ofMillis(30)));
            call.answer(200, "content-type", type);
            call.body.push("\n\n".getBytes(UTF_8));

            Await.until("the stall to be seen", PATIENT, windowed.reply()::isComplete);

            assertThat(failure(windowed))
                    .isInstanceOfSatisfying(
                            Failure.TimedOut.class,
                            late -> assertThat(late.waiting()).isEqualTo(Failure.TimedOut.Waiting.FIRST_BYTE));
            assertThat(call.cancelled).isTrue();
        }
    }

    @Test
    void a_body_that_stops_coming_is_no_answer() {
        WindowedCall windowed = WindowedCall.of(
                new WindowFrame(
                        VERTX,
                        System::nanoTime,
                        InstantSource.system(),
                        budget,
                        WIDE,
                        bounds(Duration.ofMillis(30)),
                        Optional.empty(),
                        Dialect.OPENAI_CHAT,
                        false),
                call);
        call.answer(200, "content-type", "application/json");
        call.body.push("{".getBytes(UTF_8));

        Await.until("the stall to be seen", PATIENT, windowed.reply()::isComplete);

        assertThat(failure(windowed)).isInstanceOf(Failure.TimedOut.class);
    }

    @Test
    void an_error_told_before_content_fails_the_answer_and_can_still_be_read() {
        byte[] error = ("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"Overloaded\"}}\n\n")
                .getBytes(UTF_8);
        byte[] stream = Openings.joined(List.of(Openings.MESSAGES.startUp().getFirst(), error));
        for (int cut = 1; cut < stream.length; cut++) {
            WindowedCall windowed = windowed(Dialect.ANTHROPIC_MESSAGES);
            call.answer(200, "content-type", "text/event-stream");
            call.body.push(stream, 0, cut);
            call.body.push(stream, cut, stream.length);
            call.body.end();

            assertThat(answered(windowed).failed()).contains(new Failure.ServerError(529, Optional.empty()));
            assertThat(BodyReader.all(answered(windowed).body()).bytes()).isEqualTo(stream);
        }
    }

    @Test
    void an_exception_frame_before_content_fails_the_answer() {
        WindowedCall windowed = windowed(Dialect.BEDROCK_CONVERSE);
        call.answer(200, "content-type", "application/vnd.amazon.eventstream");
        call.body.push(EventStreamFrames.event("messageStart", "{\"role\":\"assistant\"}"));
        call.body.push(EventStreamFrames.exception("throttlingException", "Too many tokens"));
        assertThat(answered(windowed).failed()).contains(new Failure.Throttled(429, Optional.empty()));
        windowed.cancel();
    }

    @Test
    void bytes_that_are_no_stream_are_no_answer() {
        WindowedCall windowed = windowed(Dialect.BEDROCK_CONVERSE);
        call.answer(200, "content-type", "application/vnd.amazon.eventstream");
        call.body.push(EventStreamFrames.corrupted(EventStreamFrames.event("messageStart", "{\"role\":\"a\"}")));
        assertThat(failure(windowed)).isInstanceOf(Failure.Unusable.class);
        assertThat(call.cancelled).isTrue();
    }

    @Test
    void an_empty_but_whole_stream_is_an_answer() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(200, "content-type", "text/event-stream");
        call.body.push("data: [DONE]\n\n".getBytes(UTF_8));
        assertThat(answered(windowed).failed()).isEmpty();
        windowed.cancel();
    }

    @Test
    void a_body_passes_when_it_is_whole() {
        byte[] body = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}".getBytes(UTF_8);
        for (int cut = 0; cut <= body.length; cut++) {
            WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
            call.answer(200, "content-type", "application/json");
            call.body.push(body, 0, cut);
            call.body.push(body, cut, body.length);
            assertThat(windowed.reply().isComplete()).isFalse();
            call.body.end();
            BodyReader reader = BodyReader.all(answered(windowed).body());
            assertThat(reader.bytes()).isEqualTo(body);
            assertThat(reader.hasEnded()).isTrue();
        }
    }

    @Test
    void a_body_that_breaks_off_is_no_answer() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(200, "content-type", "application/json");
        call.body.push("{\"cho".getBytes(UTF_8));
        call.body.breakOff(new ClosedChannelException());
        assertThat(failure(windowed)).isInstanceOf(Failure.Broken.class);

        call = new ScriptedCall();
        WindowedCall unframed = WindowedCall.of(frame(Dialect.OPENAI_CHAT, WIDE, Optional.empty(), budget), call);
        call.answerUnframed("content-type", "application/json");
        call.body.push("{\"cho".getBytes(UTF_8));
        call.body.end();
        assertThat(failure(unframed)).isInstanceOf(Failure.Broken.class);
    }

    @Test
    void an_error_within_a_body_fails_the_answer() {
        byte[] body = "{\"error\":{\"message\":\"Provider returned error\",\"code\":429}}".getBytes(UTF_8);
        for (boolean packed : new boolean[] {false, true}) {
            byte[] sent = packed ? gzip(body) : body;
            WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
            call.answer(200, "content-type", "application/json", "content-encoding", packed ? "gzip" : "identity");
            call.body.push(sent);
            call.body.end();
            assertThat(answered(windowed).failed()).contains(new Failure.Throttled(429, Optional.empty()));
            assertThat(BodyReader.all(answered(windowed).body()).bytes()).isEqualTo(sent);
        }
    }

    @Test
    void a_body_beyond_what_is_held_passes_on() {
        byte[] large = ("[\"" + "x".repeat(200_000) + "\"]").getBytes(UTF_8);
        WindowedCall windowed = windowed(Dialect.OPENAI_OTHER);
        call.answer(200, "content-type", "application/json");
        call.body.push(large, 0, 150_000);
        assertThat(windowed.reply().isComplete()).isTrue();
        call.body.push(large, 150_000, large.length);
        call.body.end();
        assertThat(BodyReader.all(answered(windowed).body()).bytes()).isEqualTo(large);
    }

    @Test
    void bytes_nobody_reads_pass_at_once() {
        WindowedCall windowed = windowed(Dialect.OPENAI_OTHER);
        call.answer(200, "content-type", "audio/mpeg");
        assertThat(answered(windowed).body()).isSameAs(call.body);
    }

    @Test
    void a_packed_stream_is_unpacked_only_to_look() {
        byte[] packed = gzip(Openings.CHAT.whole());
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(200, "content-type", "text/event-stream", "content-encoding", "gzip");
        for (int at = 0; at < packed.length; at++) {
            call.body.push(packed, at, at + 1);
        }
        call.body.end();
        assertThat(BodyReader.all(answered(windowed).body()).bytes()).isEqualTo(packed);

        call = new ScriptedCall();
        WindowedCall broken = WindowedCall.of(frame(Dialect.OPENAI_CHAT, WIDE, Optional.empty(), budget), call);
        call.answer(200, "content-type", "text/event-stream", "content-encoding", "gzip");
        call.body.push("no gzip".getBytes(UTF_8));
        assertThat(failure(broken)).isInstanceOf(Failure.Broken.class);
    }

    @Test
    void an_answer_packed_by_what_we_do_not_read_is_no_answer() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(200, "content-type", "application/json", "content-encoding", "br");
        assertThat(failure(windowed)).isInstanceOf(Failure.Unusable.class);
    }

    @Test
    void an_error_answer_is_read_before_it_is_judged() {
        byte[] quota = "{\"error\":{\"code\":\"insufficient_quota\"}}".getBytes(UTF_8);
        for (boolean packed : new boolean[] {false, true}) {
            byte[] sent = packed ? gzip(quota) : quota;
            WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
            call.answer(429, "content-type", "application/json", "content-encoding", packed ? "gzip" : "");
            call.body.push(sent, 0, 9);
            assertThat(windowed.reply().isComplete()).isFalse();
            call.body.push(sent, 9, sent.length);
            call.body.end();
            assertThat(answered(windowed).failed()).contains(new Failure.QuotaExhausted(429));
            assertThat(BodyReader.all(answered(windowed).body()).bytes()).isEqualTo(sent);
            windowed.cancel();
            assertThat(call.cancelled).isFalse();
        }
    }

    @Test
    void an_error_answer_of_any_length_is_judged_by_its_beginning() {
        byte[] endless =
                ("{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"" + "x".repeat(90_000)).getBytes(UTF_8);
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(429);
        call.body.push(endless);
        assertThat(answered(windowed).failed()).contains(new Failure.QuotaExhausted(429));
        assertThat(BodyReader.all(answered(windowed).body()).bytes()).isEqualTo(endless);
    }

    @Test
    void an_error_answer_that_does_not_come_is_judged_by_its_status() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(503, "retry-after", "4");
        Await.until("patience to end", PATIENT, windowed.reply()::isComplete);
        assertThat(answered(windowed).failed())
                .contains(new Failure.ServerError(503, Optional.of(Duration.ofSeconds(4))));
        windowed.cancel();
    }

    @Test
    void an_error_answer_that_breaks_off_is_judged_and_known_to_be_broken() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        call.answer(500);
        call.body.push("{\"err".getBytes(UTF_8));
        call.body.breakOff(new ClosedChannelException());
        assertThat(answered(windowed).failed()).contains(new Failure.ServerError(500, Optional.empty()));
        assertThat(windowed.isBroken()).isTrue();
        BodyReader reader = BodyReader.all(answered(windowed).body());
        assertThat(reader.bytes()).hasSize(5);
        assertThat(reader.broken()).isNotNull();
    }

    @Test
    void what_brought_no_answer_passes() {
        WindowedCall windowed = windowed(Dialect.OPENAI_CHAT);
        Failure refused = new Failure.Unreachable(Failure.Unreachable.At.CONNECT, "refused");
        call.fail(refused);
        assertThat(failure(windowed)).isEqualTo(refused);
    }

    @Test
    @Tag("soak")
    void a_thousand_deaths_at_each_start_up_frame_are_never_seen() {
        int died = 0;
        for (Openings opening : openings()) {
            byte[] whole = opening.whole();
            for (int frames = 0; frames <= opening.startUp().size(); frames++) {
                int end = Openings.joined(opening.startUp().subList(0, frames)).length;
                for (int seed = 0; seed < 1_000; seed++) {
                    Random random = new Random(seed);
                    int cut = Math.min(end + random.nextInt(20), opening.known() - 1);
                    WindowedCall windowed = windowed(opening.dialect());
                    call.answer(200, "content-type", opening.contentType());
                    for (int at = 0; at < cut; ) {
                        int next = Math.min(cut, at + 1 + random.nextInt(40));
                        call.body.push(whole, at, next);
                        at = next;
                    }
                    if (random.nextBoolean()) {
                        call.body.end();
                    } else {
                        call.body.breakOff(new ClosedChannelException());
                    }
                    assertThat(failure(windowed)).isInstanceOf(Failure.Broken.class);
                    died++;
                }
            }
        }
        assertThat(died).isGreaterThanOrEqualTo(20_000);
    }

    private WindowedCall killed(Openings opening, byte[] whole, int cut, boolean clean) {
        WindowedCall windowed = windowed(opening.dialect());
        call.answer(200, "content-type", opening.contentType());
        call.body.push(whole, 0, cut);
        if (clean) {
            call.body.end();
        } else {
            call.body.breakOff(new ClosedChannelException());
        }
        return windowed;
    }

    private WindowedCall windowed(Dialect dialect) {
        return windowed(dialect, WIDE, Optional.empty());
    }

    private WindowedCall windowed(Dialect dialect, Routing.Window window, Optional<Duration> firstContent) {
        call = new ScriptedCall();
        return WindowedCall.of(frame(dialect, window, firstContent, budget), call);
    }

    private static WindowFrame frame(
            Dialect dialect, Routing.Window window, Optional<Duration> firstContent, ByteBudget budget) {
        return new WindowFrame(
                VERTX,
                System::nanoTime,
                InstantSource.system(),
                budget,
                window,
                bounds(Duration.ofHours(1)),
                firstContent,
                dialect,
                dialect == Dialect.GEMINI);
    }

    private static CallBounds bounds(Duration idle) {
        Duration hour = Duration.ofHours(1);
        return new CallBounds(
                new Patience(idle, hour, hour), hour, 1 << 20, 100_000, 0, 0, 1 << 20, 100, Duration.ofSeconds(1));
    }

    private static Reply.Answered answered(WindowedCall windowed) {
        assertThat(windowed.reply().result()).isInstanceOf(Reply.Answered.class);
        return (Reply.Answered) windowed.reply().result();
    }

    private static Failure failure(WindowedCall windowed) {
        assertThat(windowed.reply().result()).isInstanceOf(Reply.NotAnswered.class);
        return ((Reply.NotAnswered) windowed.reply().result()).failure();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return packed.toByteArray();
    }
}
