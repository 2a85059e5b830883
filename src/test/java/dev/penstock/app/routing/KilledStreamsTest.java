package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.Posting;
import dev.penstock.call.Settlement;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Stepper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An upstream is killed at every place of a stream. Before the first content nobody hears of it where there is another
 * try; from the first content on the client is told, once, and nothing is tried again.
 */
class KilledStreamsTest {
    private static final long SEED = 20_260_101;

    @ParameterizedTest
    @EnumSource
    void killed_before_its_first_content_a_stream_is_replaced_unseen(Voice voice) {
        killEarly(voice, 12);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void killed_a_thousand_times_at_each_start_up_frame_a_stream_is_replaced_unseen(Voice voice) {
        killEarly(voice, 1_000);
    }

    private static void killEarly(Voice voice, int times) {
        List<Kill> kills = Kill.early(voice, times, new Random(SEED));
        try (Replacing shop = Replacing.budgeted("1000")) {
            List<String> failures = new ArrayList<>();
            for (int i = 0; i < kills.size(); i++) {
                Kill kill = kills.get(i);
                String call = "call-" + i;
                shop.answers(call, kill.script("first"), voice.script("second"));

                RawResponse response = shop.call(request(kill, call));

                boolean isGood = response.status() == 200
                        && response.complete()
                        && Arrays.equals(response.body(), voice.whole("second"))
                        && response.header("cf-aig-step").orElse("").equals(kill.twoTargets() ? "1" : "0");
                if (!isGood) {
                    failures.add(call + " " + kill + ": " + response + " " + response.text());
                }
            }
            assertThat(failures).isEmpty();
            Map<String, CallRow> rows = shop.settled(kills.size());
            for (int i = 0; i < kills.size(); i++) {
                checkReplaced(kills.get(i), Objects.requireNonNull(rows.get("call-" + i)));
            }
            assertThat(shop.fake.requests()).hasSize(2 * kills.size());
        }
    }

    private static RawRequest request(Kill kill, String call) {
        return kill.twoTargets() ? Replacing.twoTargets(kill.voice(), call) : Replacing.twoTries(kill.voice(), call);
    }

    private static void checkReplaced(Kill kill, CallRow row) {
        assertThat(row.outcome()).as("%s", kill).isEqualTo(Outcome.WHOLE);
        assertThat(row.status()).isEqualTo(200);
        assertThat(row.attempts()).as("%s", kill).hasSize(2);
        AttemptRow first = row.attempts().getFirst();
        AttemptRow second = row.attempts().getLast();
        assertThat(first.failure()).as("%s", kill).isEqualTo("broken");
        assertThat(second.failure()).isNull();
        assertThat(second.step()).isEqualTo(kill.twoTargets() ? 1 : 0);
        assertThat(second.settlement()).isEqualTo(Settlement.SETTLED);
        assertThat(second.costNano()).as("%s", kill).isEqualTo(Speech.COST);
        assertThat(row.costNano()).isEqualTo(Speech.COST);
        assertThat(spent(first)).as("what its provider may charge at most").isEqualTo(first.reservedNano());
        assertThat(spent(second)).isEqualTo(Speech.COST);
    }

    @ParameterizedTest
    @EnumSource
    void killed_behind_its_first_content_a_stream_ends_in_one_error(Voice voice) {
        killLate(voice, 12);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void killed_a_thousand_times_behind_its_first_content_a_stream_ends_in_one_error(Voice voice) {
        killLate(voice, 1_000);
    }

    private static void killLate(Voice voice, int times) {
        Random random = new Random(SEED);
        try (Replacing shop = Replacing.budgeted("1000")) {
            for (int i = 0; i < times; i++) {
                int frame = voice.startUp() + 1 + i % 4;
                Kill kill = Kill.at(voice, frame, i / 12 % 2 == 0, Kill.How.of(i), i / 6 % 2 == 0, random);
                String call = "call-" + i;
                Stepper stepper = new Stepper();
                shop.answers(call, kill.script("first").stepped(stepper), voice.script("second"));
                checkBroken(kill, killed(shop, kill, call, stepper));
            }
            Map<String, CallRow> rows = shop.settled(times);
            rows.values().forEach(row -> {
                assertThat(row.outcome()).isEqualTo(Outcome.BROKEN);
                assertThat(row.attempts())
                        .singleElement()
                        .satisfies(attempt -> assertThat(attempt.failure()).isEqualTo("broken"));
            });
            assertThat(shop.fake.requests()).hasSize(times);
        }
    }

    /** The client has seen the last word there is before the kill. */
    private static RawResponse killed(Replacing shop, Kill kill, String call, Stepper stepper) {
        try (RawClient client = shop.send(request(kill, call))) {
            String last = Voice.word("first", kill.frame() - kill.voice().startUp() - 1);
            stepper.release(kill.frame());
            client.awaitText(last, Replacing.PATIENCE);
            stepper.releaseAll();
            return client.response(Replacing.PATIENCE);
        }
    }

    private static void checkBroken(Kill kill, RawResponse response) {
        byte[] seen = Bytes.join(kill.voice().frames("first").subList(0, kill.frame()));
        assertThat(response.status()).as("%s", kill).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("0");
        kill.voice().isOneError(Voice.behind(response.body(), seen));
        assertThat(response.text()).doesNotContain("second");
        assertThat(response.complete()).as("a clean end").isFalse();
    }

    private static long spent(AttemptRow attempt) {
        return attempt.postings().stream().mapToLong(Posting::amount).sum();
    }

    @ParameterizedTest
    @EnumSource
    void a_budget_of_just_what_so_many_replaced_streams_cost_bears_so_many_and_no_more(Voice voice) {
        int calls = 6;
        // Near its end a budget makes sure how much a call needs, and holds less: so it is learned twice.
        long held = held(voice, held(voice, 1_000_000_000_000L));
        // The last call's second try is held in full before it is sent.
        BigDecimal tight = dollars((calls - 1) * (held + Speech.COST) + 2 * held);
        try (Replacing shop = Replacing.budgeted(tight.toPlainString())) {
            for (int i = 0; i < calls; i++) {
                assertThat(replaced(shop, voice, "call-" + i).body()).isEqualTo(voice.whole("second"));
            }
            assertThat(replaced(shop, voice, "beyond").status()).isEqualTo(429);
            shop.settled(calls + 1);
            assertThat(shop.asked("beyond")).isEmpty();
        }
    }

    /** What is held for one try where the budget bears six calls of which each try is held at so much. */
    private static long held(Voice voice, long before) {
        try (Replacing shop = Replacing.budgeted(dollars(12 * before).toPlainString())) {
            assertThat(replaced(shop, voice, "call").status()).isEqualTo(200);
            return spent(shop.row("call").attempts().getFirst());
        }
    }

    private static BigDecimal dollars(long nano) {
        return BigDecimal.valueOf(nano, 9);
    }

    private static RawResponse replaced(Replacing shop, Voice voice, String call) {
        shop.answers(call, voice.script("first").resetAfterPieces(voice.startUp()), voice.script("second"));
        return shop.call(Replacing.twoTargets(voice, call));
    }
}
