package dev.penstock.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.testkit.Await;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A body is held until it is whole, and an error until it is read. */
final class WindowedBodiesTest extends WindowBench {
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
}
