package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Up to where the beginning of a stream is held: errors told in it, silence in it, its bounds. */
class HeldBeginningsTest {
    private static final byte[] PING = Bytes.of("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    private static final byte[] LAST_PING = Bytes.of("event: ping\ndata: {\"type\": \"ping\", \"last\": true}\n\n");
    private static final byte[] COMMENT = Bytes.of(": keep-alive\n\n");

    @ParameterizedTest
    @EnumSource
    void an_error_told_before_the_first_content_is_replaced(Voice voice) {
        try (Replacing shop = Replacing.of("", "")) {
            for (int frames = 0; frames <= voice.startUp(); frames++) {
                String call = "told-" + frames;
                shop.answers(call, failing(voice, frames), voice.script("second"));

                RawResponse response = shop.call(Replacing.twoTargets(voice, call));

                isSecond(voice, response);
            }
            Map<String, CallRow> rows = shop.settled(voice.startUp() + 1);
            assertThat(rows.values()).allSatisfy(row -> {
                assertThat(row.attempts()).hasSize(2);
                assertThat(row.attempts().getFirst().failure()).isNotIn(null, "broken");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_error_told_behind_the_first_content_is_passed_on_as_it_came(Voice voice) {
        try (Replacing shop = Replacing.of("", "")) {
            int frames = voice.startUp() + 2;
            shop.answers("told", failing(voice, frames), voice.script("second"));

            RawResponse response = shop.call(Replacing.twoTargets(voice, "told"));

            byte[] begun = Bytes.join(voice.frames("first").subList(0, frames));
            assertThat(Voice.behind(response.body(), begun)).isEqualTo(voice.error());
            assertThat(shop.asked("told")).hasSize(1);
            assertThat(shop.row("told").attempts()).hasSize(1);
        }
    }

    /** So many frames, then an error and a clean end. */
    private static Script failing(Voice voice, int frames) {
        List<byte[]> some = new ArrayList<>(voice.frames("first").subList(0, frames));
        some.add(voice.error());
        return voice.script(some);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_that_falls_silent_before_its_first_content_is_replaced_in_time(Voice voice) {
        try (Replacing shop = Replacing.of("", "")) {
            List<RawClient> clients = IntStream.rangeClosed(0, voice.startUp())
                    .mapToObj(frames -> {
                        String call = "silent-" + frames;
                        shop.answers(call, voice.script("first").stallAfterPieces(frames), voice.script("second"));
                        return shop.send(impatient(voice, call, 1_000));
                    })
                    .toList();
            for (RawClient client : clients) {
                isSecond(voice, client.response(Replacing.PATIENCE));
                client.close();
            }
            Map<String, CallRow> rows = shop.settled(clients.size());
            rows.values().forEach(row -> {
                assertThat(row.attempts()).hasSize(2);
                assertThat(row.attempts().getFirst().failure()).isEqualTo("timed_out_first_byte");
                assertThat(row.attempts().getFirst().durationMicros()).isBetween(990_000L, 10_000_000L);
                shop.asked(row.eventId()).getFirst().awaitClosed(Replacing.PATIENCE);
            });
        }
    }

    private static RawRequest impatient(Voice voice, String call, int millis) {
        return Replacing.twoTargets(voice, call).header("cf-aig-request-timeout", Integer.toString(millis));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "MESSAGES"})
    void a_stream_that_only_keeps_alive_is_replaced_in_time(Voice voice) {
        byte[] sign = voice == Voice.CHAT ? COMMENT : PING;
        try (Replacing shop = Replacing.of("", "")) {
            Script signs = voice.script(voice.frames("first").subList(0, voice.startUp()))
                    .forever(sign, Duration.ofMillis(30));
            shop.answers("signs", signs, voice.script("second"));

            RawResponse response = shop.call(impatient(voice, "signs", 1_000));

            isSecond(voice, response);
            CallRow row = shop.row("signs");
            assertThat(row.attempts().getFirst().failure()).isEqualTo("timed_out_first_byte");
            assertThat(row.durationMicros()).isLessThan(10_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes: 1KB", "events: 12", "time: 50ms"})
    void what_a_bound_of_the_window_lets_go_of_is_passed_on_and_not_replaced(String bound) {
        Voice voice = Voice.MESSAGES;
        try (Replacing shop = Replacing.of("routing: {window: {" + bound + "}}", "")) {
            List<byte[]> pings = new ArrayList<>(Collections.nCopies(39, PING));
            pings.add(LAST_PING);
            List<byte[]> frames = new ArrayList<>(pings);
            frames.addAll(voice.frames("first"));
            Stepper stepper = new Stepper();
            shop.answers("killed", voice.script(frames).stepped(stepper).resetAfterBody(Bytes.join(pings).length + 5));
            shop.answers("well", voice.script(frames));
            try (RawClient client = shop.send(Replacing.twoTargets(voice, "killed"))) {
                stepper.release(pings.size());
                client.awaitText("\"last\"", Replacing.PATIENCE);
                stepper.releaseAll();
                RawResponse response = client.response(Replacing.PATIENCE);

                voice.isOneError(Voice.behind(response.body(), Bytes.join(pings)));
                assertThat(response.complete()).isFalse();
                assertThat(shop.row("killed").attempts()).hasSize(1);
                assertThat(shop.row("killed").outcome()).isEqualTo(Outcome.BROKEN);
            }
            assertThat(shop.call(Replacing.twoTargets(voice, "well")).body()).isEqualTo(Bytes.join(frames));
            shop.settled(2);
        }
    }

    @Test
    void one_frame_larger_than_the_window_is_passed_on_before_it_is_whole() {
        Voice voice = Voice.CHAT;
        byte[] large = Bytes.of(":" + "x".repeat(200_000) + "\n\n");
        try (Replacing shop = Replacing.of("", "")) {
            List<byte[]> frames = new ArrayList<>(voice.frames("first"));
            frames.addFirst(large);
            shop.answers("large", voice.script(frames));

            assertThat(shop.call(Replacing.twoTargets(voice, "large")).body()).isEqualTo(Bytes.join(frames));
            assertThat(shop.row("large").attempts()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_a_window_every_frame_passes_at_once_and_nothing_is_replaced(Voice voice) {
        try (Replacing shop = Replacing.of("routing: {window: {bytes: 0}}", "")) {
            Stepper stepper = new Stepper();
            shop.answers(
                    "off",
                    voice.script("first")
                            .stepped(stepper)
                            .resetAfterBody(Bytes.join(voice.frames("first").subList(0, voice.startUp())).length + 3),
                    voice.script("second"));
            try (RawClient client = shop.send(Replacing.twoTargets(voice, "off"))) {
                byte[] last = voice.frames("first").get(voice.startUp() - 1);
                stepper.release(voice.startUp());
                String sign = voice == Voice.CONVERSE
                        ? "contentBlockDelta"
                        : Bytes.text(last).strip();
                client.awaitText(sign, Replacing.PATIENCE);
                stepper.releaseAll();
                RawResponse response = client.response(Replacing.PATIENCE);

                byte[] begun = Bytes.join(voice.frames("first").subList(0, voice.startUp()));
                voice.isOneError(Voice.behind(response.body(), begun));
                assertThat(shop.row("off").attempts()).hasSize(1);
            }
        }
    }

    private static void isSecond(Voice voice, RawResponse response) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(voice.whole("second"));
        assertThat(response.complete()).isTrue();
        assertThat(response.header("cf-aig-step")).contains("1");
    }
}
