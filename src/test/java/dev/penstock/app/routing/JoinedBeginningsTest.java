package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Stepper;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Identical calls that share an answer hear only the good one, and nothing is kept of the one that failed. */
class JoinedBeginningsTest {
    private static final int CALLS = 20;
    private static final String CACHED = "cache_ttl: 600\n";
    private static final String BUDGET = "limits:\n  - {id: money, counts: cost, limit: 1000, window: 1d}";

    @ParameterizedTest
    @EnumSource
    void those_who_joined_a_try_that_is_killed_get_the_next(Voice voice) {
        joined(
                voice,
                "call",
                Replacing.named("call", voice.ask("shop", "call"))
                        .header("cf-aig-max-attempts", "2")
                        .header("cf-aig-retry-delay", "0"));
    }

    @ParameterizedTest
    @EnumSource
    void those_who_joined_a_target_that_is_killed_get_the_next(Voice voice) {
        joined(voice, "call", Replacing.twoTargets(voice, "call"));
    }

    private static void joined(Voice voice, String call, RawRequest request) {
        try (Replacing shop = Replacing.of(CACHED + BUDGET, "")) {
            Stepper stepper = new Stepper();
            Kill kill = new Kill(voice, voice.startUp(), 5, Kill.How.RST, true);
            shop.answers(call, kill.script("first").stepped(stepper), voice.script("second"));
            List<RawClient> clients =
                    Stream.generate(() -> shop.send(request)).limit(CALLS).toList();
            Await.until(
                    "all to be there",
                    Replacing.PATIENCE,
                    () -> shop.gateway.penstock().openCalls() == CALLS);
            stepper.releaseAll();

            for (RawClient client : clients) {
                RawResponse response = client.response(Replacing.PATIENCE);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(voice.whole("second"));
                assertThat(response.complete()).isTrue();
                client.close();
            }

            assertThat(shop.asked(call)).hasSize(2);
            RawResponse kept = shop.call(request);
            assertThat(kept.body()).isEqualTo(voice.whole("second"));
            assertThat(kept.header("cf-aig-cache-status")).contains("HIT");
            assertThat(shop.asked(call)).hasSize(2);
            rows(shop, CALLS + 1);
        }
    }

    /** Whoever asked when it was killed may have joined another's call since. */
    private static void rows(Replacing shop, int calls) {
        List<CallRow> rows = shop.all(calls);
        List<String> failures = rows.stream()
                .flatMap(row -> row.attempts().stream())
                .filter(attempt -> !attempt.host().isEmpty())
                .map(attempt -> String.valueOf(attempt.failure()))
                .toList();
        assertThat(failures).containsExactlyInAnyOrder("broken", "null");
        assertThat(rows).filteredOn(row -> row.reuse() == null).hasSize(1);
        assertThat(rows)
                .filteredOn(row -> row.reuse() == null)
                .allSatisfy(row -> assertThat(row.costNano()).isEqualTo(Speech.COST));
        assertThat(rows)
                .filteredOn(row -> row.reuse() != null)
                .allSatisfy(row -> assertThat(row.costNano()).isZero());
    }

    @ParameterizedTest
    @CsvSource({"CHAT, false", "CHAT, true", "CONVERSE, true"})
    void nothing_is_kept_of_tries_that_all_failed(Voice voice, boolean told) {
        try (Replacing shop = Replacing.of(CACHED, "")) {
            Kill kill = new Kill(voice, told ? voice.startUp() + 2 : voice.startUp(), 5, Kill.How.FIN, true);
            shop.answers("call", kill.script("first"), kill.script("second"), voice.script("third"));
            RawResponse failed = shop.call(Replacing.array("call", voice.step("call", "")));
            assertThat(failed.complete() && failed.status() == 200).isFalse();

            RawResponse again = shop.call(Replacing.array("call", voice.step("call", "")));
            assertThat(again.complete() && again.status() == 200).isFalse();

            RawResponse good = shop.call(Replacing.array("call", voice.step("call", "")));
            assertThat(good.body()).isEqualTo(voice.whole("third"));
            assertThat(shop.asked("call")).hasSize(3);
        }
    }
}
