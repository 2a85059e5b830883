package dev.penstock.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.call.Routing;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.EventStreamFrames;
import dev.penstock.upstream.Reply;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer's beginning is held until it is one, and then passes as if nobody had looked. */
final class WindowedCallTest extends WindowBench {
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
                        vertx,
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
}
