package dev.penstock.admin.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admin.evaluations.KeptEvaluation.NewResult;
import dev.penstock.call.Scope;
import dev.penstock.control.Actor;
import dev.penstock.control.AuditTrail;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.ControlStore;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.control.Revision;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The background of evaluations: what is left over is begun again, what fails says so, what is deleted stays deleted. */
class EvaluatingTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000_000));
    private static final Key KEY = Key.of(Kind.EVALUATION, new Scope("a", "g"), "one");

    @Test
    void sums_up_what_entries_have_and_leaves_out_what_they_lack() throws IOException {
        List<EvaluationSource.Entry> entries = List.of(
                entry(OptionalLong.of(1_000_000_000), 2_000, OptionalInt.of(1)),
                entry(OptionalLong.of(500_000_000), 1_000, OptionalInt.of(-1)),
                entry(OptionalLong.empty(), 3_000, OptionalInt.of(1)),
                entry(OptionalLong.empty(), 500, OptionalInt.empty()));
        ControlDesk desk = deskWith(KEY);
        JsonTree done = computed(desk, source(entries));
        assertThat(done.at("total_logs").whole()).hasValue(4);
        assertThat(results(done, "result")).containsExactly("0.75", "1.625", "66.67");
        assertThat(results(done, "status_description"))
                .containsExactly(
                        "The average cost of a call in US dollars, over 2 of 4 logs",
                        "The average duration of a call in milliseconds, over 4 of 4 logs",
                        "The share of thumbs up among all thumbs, in percent, over 3 of 4 logs");
    }

    @Test
    void what_was_stopped_half_way_is_begun_again_after_a_restart() throws Exception {
        ControlDesk desk = deskWith(KEY);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger handed = new AtomicInteger();
        EvaluationSource endless = (scope, since, until, taker) -> {
            while (taker.take(entry(OptionalLong.empty(), 1_000, OptionalInt.empty()))) {
                handed.incrementAndGet();
                begun.countDown();
                Thread.onSpinWait();
            }
        };
        try (Evaluating evaluating = Evaluating.start(desk, endless, CLOCK)) {
            begun.await();
            assertThat(Await.value("progress", Duration.ofSeconds(20), evaluating::progress)
                            .found())
                    .isPositive();
        }
        assertThat(desk.state().find(KEY).orElseThrow().body().at("processed").isTrue())
                .isFalse();
        assertThat(computed(desk, source(List.of())).at("total_logs").whole()).hasValue(0);
    }

    @Test
    void a_log_that_cannot_be_read_is_told_in_every_result() throws IOException {
        ControlDesk desk = deskWith(KEY);
        EvaluationSource broken = (scope, since, until, taker) -> {
            throw new IOException("disk gone");
        };
        assertThat(results(computed(desk, broken), "status_description"))
                .hasSize(3)
                .allMatch(said -> said.startsWith("The log could not be read"));
    }

    @Test
    void what_is_deleted_while_it_is_computed_stays_deleted() throws Exception {
        ControlDesk desk = deskWith(KEY);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        EvaluationSource endless = (scope, since, until, taker) -> {
            while (taker.take(entry(OptionalLong.empty(), 1_000, OptionalInt.empty()))) {
                begun.countDown();
                Thread.onSpinWait();
            }
            ended.countDown();
        };
        try (Evaluating evaluating = Evaluating.start(desk, endless, CLOCK)) {
            begun.await();
            assertThat(evaluating.progress()).isPresent();
            desk.change(
                    Actor.GATEWAY,
                    state -> new Change<>("a", "evaluation deleted", "x", List.of(new Edit.Remove(KEY)), true));
            ended.await();
        }
        assertThat(desk.state().find(KEY)).isEmpty();
    }

    private static JsonTree computed(ControlDesk desk, EvaluationSource source) {
        try (Evaluating evaluating = Evaluating.start(desk, source, CLOCK)) {
            evaluating.wake();
            return processed(desk);
        }
    }

    private static JsonTree processed(ControlDesk desk) {
        return Await.value(
                "the evaluation is computed",
                Duration.ofSeconds(20),
                () -> desk.state()
                        .find(KEY)
                        .map(Document::body)
                        .filter(body -> body.at("processed").isTrue()));
    }

    private static List<String> results(JsonTree body, String field) {
        return body.at("results").items().stream()
                .map(result -> result.at(field).text().orElse(""))
                .toList();
    }

    private static EvaluationSource.Entry entry(OptionalLong cost, long micros, OptionalInt feedback) {
        return new EvaluationSource.Entry(
                1,
                Optional.of("openai"),
                Optional.of("gpt-4o"),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                cost,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(micros),
                feedback);
    }

    private static EvaluationSource source(List<EvaluationSource.Entry> entries) {
        return (scope, since, until, taker) -> entries.forEach(taker::take);
    }

    private static ControlDesk deskWith(Key key) throws IOException {
        ControlDesk desk = new ControlDesk(new NothingKept(), new NothingTold(), CLOCK, state -> {});
        List<JsonText> datasets = List.of(JsonText.object("id", "d", "filters", List.of()));
        List<NewResult> results = List.of(
                new NewResult("r1", EvaluationType.COST),
                new NewResult("r2", EvaluationType.SPEED),
                new NewResult("r3", EvaluationType.FEEDBACK));
        JsonTree body = KeptEvaluation.waiting(key.id(), "one", datasets, results, 1);
        desk.change(
                Actor.GATEWAY,
                state -> new Change<>(
                        "a", "evaluation created", "x", List.of(new Edit.Put(new Document(key, body, 1, 1))), true));
        return desk;
    }

    /** A store in memory: the desk's own state is all there is. */
    private static final class NothingKept implements ControlStore {
        @Override
        public ControlState load() {
            return ControlState.EMPTY;
        }

        @Override
        public void commit(Revision revision, List<Edit> edits) {}

        @Override
        public void keep(Edit.Seal seal) {}

        @Override
        public List<Revision> revisions(Optional<String> account, long before, int limit) {
            return List.of();
        }

        @Override
        public Optional<Revision> revision(long number) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    /** An audit trail nobody reads. */
    private static final class NothingTold implements AuditTrail {
        @Override
        public Head append(Entry entry) {
            return new Head(1, "");
        }

        @Override
        public Found find(Wanted wanted) {
            return new Found(List.of(), 0);
        }

        @Override
        public void close() {}
    }
}
