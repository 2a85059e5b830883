package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holding the beginning of a stream costs its client no time: content passes when it comes. */
class WindowTimeTest {
    private static final int PAIRS = 11;
    private static final int ROUNDS = 10;
    private static final long MOST_MICROS = 2_000;

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "CONVERSE"})
    void the_first_content_comes_as_soon_with_a_second_target_as_without(Voice voice) {
        try (Replacing shop = Replacing.of("", "")) {
            List<Long> medians = new ArrayList<>();
            // A busy machine may spoil a round; what the window cost, it would cost in each.
            while (medians.size() < ROUNDS && (medians.isEmpty() || medians.getLast() > MOST_MICROS)) {
                medians.add(pairs(shop, voice));
            }
            assertThat(medians).anySatisfy(gap -> assertThat(gap).isLessThanOrEqualTo(MOST_MICROS));
        }
    }

    /** The median of how much later the first content comes with a second target, in microseconds. */
    private static long pairs(Replacing shop, Voice voice) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            RawRequest one = Replacing.array("call", voice.step("call", ""));
            RawRequest two = Replacing.twoTargets(voice, "call");
            // Whoever goes first may pay for it: they take turns.
            long first = micros(shop, voice, i % 2 == 0 ? one : two);
            long second = micros(shop, voice, i % 2 == 0 ? two : one);
            gaps.add(i % 2 == 0 ? second - first : first - second);
        }
        Collections.sort(gaps);
        return gaps.get(PAIRS / 2);
    }

    private static long micros(Replacing shop, Voice voice, RawRequest request) {
        shop.answers("call", voice.script("first").delayBetween(Duration.ofMillis(3)));
        try (RawClient client = RawClient.connect(shop.gateway.port())) {
            long sent = System.nanoTime();
            client.send(request);
            client.awaitText(Voice.word("first", 0), Replacing.PATIENCE);
            long micros = (System.nanoTime() - sent) / 1_000;
            client.response(Replacing.PATIENCE);
            return micros;
        }
    }
}
