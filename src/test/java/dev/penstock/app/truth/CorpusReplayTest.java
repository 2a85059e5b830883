package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.truth.CorpusRun.Play;
import dev.penstock.app.truth.CorpusRun.Played;
import dev.penstock.testkit.Corpus;
import dev.penstock.testkit.Cutter;
import dev.penstock.testkit.RawResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every recorded stream that was whole is given again as it came, event for event; one that was not is never kept. */
@EnabledIfSystemProperty(named = "penstock.corpus", matches = ".+", disabledReason = "no corpus was handed in")
final class CorpusReplayTest {
    @Test
    void every_whole_stream_is_replayed_as_it_came() throws InterruptedException {
        List<RecordedCall> streams = Corpus.fromProperty().orElseThrow().cases().stream()
                .map(RecordedCall::of)
                .filter(RecordedCall::streams)
                .toList();
        assertThat(streams).hasSizeGreaterThan(390);
        int replayed = 0;
        List<String> wrong = new ArrayList<>();
        try (CorpusRun run = CorpusRun.keeping(streams)) {
            List<Play> plays = new ArrayList<>();
            for (int i = 0; i < streams.size(); i++) {
                RecordedCall call = streams.get(i);
                plays.add(new Play(i + "-first", call, call.script().chunked().split(Cutter.seeded(i, 64))));
            }
            for (Played first : run.run(plays)) {
                RawResponse again = run.again(first.play());
                String status = again.header("cf-aig-cache-status").orElse("absent");
                if (status.equals("HIT")) {
                    replayed++;
                    if (!Arrays.equals(first.response().body(), again.body()) || !again.complete()) {
                        wrong.add(first.play().call() + " differs");
                    }
                } else if (isKept(first)) {
                    wrong.add(first.play().call() + " is " + status);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(replayed).isGreaterThan(350);
    }

    /** A whole answer of a provider that did well; errors may stand in a stream, too. */
    private static boolean isKept(Played first) {
        return first.response().complete()
                && first.response().status() == 200
                && first.response().header("cf-aig-cache-status").isPresent()
                && !first.response().text().contains("\"error\"")
                && !first.response().text().contains("xception");
    }
}
