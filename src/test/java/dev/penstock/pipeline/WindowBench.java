package dev.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.ByteBudget;
import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.call.Routing;
import dev.penstock.stream.Patience;
import dev.penstock.upstream.Reply;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** What tests of the window share: a call that answers as they say, and the frame it is looked at within. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WindowBench {
    static final Routing.Window WIDE = new Routing.Window(64 * 1024, 64, Duration.ofHours(1));
    static final Duration PATIENT = Duration.ofSeconds(20);

    final Vertx vertx = Vertx.vertx();
    final ByteBudget budget = new ByteBudget(1 << 20);
    ScriptedCall call = new ScriptedCall();

    @AfterAll
    void close() throws Exception {
        vertx.close().await();
    }

    @AfterEach
    void nothing_stays_held() {
        assertThat(budget.held()).isZero();
    }

    WindowedCall windowed(Dialect dialect) {
        return windowed(dialect, WIDE, Optional.empty());
    }

    WindowedCall windowed(Dialect dialect, Routing.Window window, Optional<Duration> firstContent) {
        call = new ScriptedCall();
        return WindowedCall.of(frame(dialect, window, firstContent, budget), call);
    }

    WindowFrame frame(Dialect dialect, Routing.Window window, Optional<Duration> firstContent, ByteBudget budget) {
        return new WindowFrame(
                vertx,
                System::nanoTime,
                InstantSource.system(),
                budget,
                window,
                bounds(Duration.ofHours(1)),
                firstContent,
                dialect,
                dialect == Dialect.GEMINI);
    }

    static CallBounds bounds(Duration idle) {
        Duration hour = Duration.ofHours(1);
        return new CallBounds(
                new Patience(idle, hour, hour), hour, 1 << 20, 100_000, 0, 0, 1 << 20, 100, Duration.ofSeconds(1));
    }

    static Reply.Answered answered(WindowedCall windowed) {
        assertThat(windowed.reply().result()).isInstanceOf(Reply.Answered.class);
        return (Reply.Answered) windowed.reply().result();
    }

    static Failure failure(WindowedCall windowed) {
        assertThat(windowed.reply().result()).isInstanceOf(Reply.NotAnswered.class);
        return ((Reply.NotAnswered) windowed.reply().result()).failure();
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return packed.toByteArray();
    }
}
