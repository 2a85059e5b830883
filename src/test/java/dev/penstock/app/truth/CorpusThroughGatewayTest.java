package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.truth.CorpusRun.Play;
import dev.penstock.app.truth.CorpusRun.Played;
import dev.penstock.call.Dialect;
import dev.penstock.call.Outcome;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Corpus;
import dev.penstock.testkit.Cutter;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every recorded answer goes through the running gateway, however the network cuts it, and arrives as it was sent. */
@EnabledIfSystemProperty(named = "penstock.corpus", matches = ".+", disabledReason = "no corpus was handed in")
final class CorpusThroughGatewayTest {
    private static final int SMALL = 8 * 1024;
    private static final Duration LONGEST_COUNTING = Duration.ofSeconds(20);

    /** Reviewed: a stream written to break off. */
    private static final Set<String> BROKEN_OFF = Set.of("documented/openai/chat/200-truncated-stream");

    /** Reviewed: a stream that calls itself JSON. It is held like any JSON, so its framing alone says where it ends. */
    private static final Set<String> MISLABELLED = Set.of("openai/completions/stream-completions--ada--a2095502");

    /** Fields of an answer that never pass. */
    private static final Set<String> NOT_BACK =
            Set.of("set-cookie", "alt-svc", "strict-transport-security", "keep-alive");

    private final List<String> wrong = new ArrayList<>();

    @Test
    void every_answer_passes_byte_for_byte_and_is_metered() throws InterruptedException {
        List<RecordedCall> calls = calls();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(1_097);
        try (CorpusRun run = new CorpusRun(calls)) {
            List<Play> plays = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                plays(calls.get(i), i, plays);
            }

            List<Played> played = run.run(plays);

            played.forEach(this::checkBytes);
            assertThat(run.fake().violations()).isEmpty();
            Map<String, Played> byId = played.stream().collect(Collectors.toMap(Played::logId, one -> one));
            rows(run, played.size(), row -> !awaitsCount(byId, row)).forEach((id, row) -> checkRow(byId, row));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_stream_that_lacks_its_terminal_event_is_flagged_and_never_ended_as_whole() throws InterruptedException {
        List<RecordedCall> streams = calls().stream()
                .filter(RecordedCall::streams)
                .filter(call -> !MISLABELLED.contains(call.toString()))
                .filter(call -> !Terminal.isIn(call.dialect(), ""))
                .toList();
        assertThat(streams).hasSizeGreaterThan(390);
        try (CorpusRun run = new CorpusRun(streams)) {
            List<Play> plays = new ArrayList<>();
            for (RecordedCall call : streams) {
                for (int cut : call.cuts()) {
                    plays.add(broken(call, cut, plays.size() % 3));
                }
            }
            assertThat(plays).hasSizeGreaterThan(2_000);

            List<Played> played = run.run(plays);

            played.forEach(this::checkBroken);
            Map<String, Played> byId = played.stream().collect(Collectors.toMap(Played::logId, one -> one));
            rows(run, played.size(), row -> row.usageSource() == UsageSource.ESTIMATED)
                    .forEach((id, row) -> checkBrokenRow(byId, row));
        }
        assertThat(wrong).isEmpty();
    }

    private static List<RecordedCall> calls() {
        return Corpus.fromProperty().orElseThrow().cases().stream()
                .map(RecordedCall::of)
                .toList();
    }

    private static void plays(RecordedCall call, int index, List<Play> plays) {
        int most = Math.max(48, call.answer().length / 12);
        Script script = index % 2 == 0 || call.streams() ? call.script().chunked() : call.script();
        plays.add(new Play(index + "-random", call, script.split(Cutter.seeded(index, most))));
        call.recorded()
                .wireChunks()
                .ifPresent(lengths -> plays.add(new Play(
                        index + "-recorded", call, call.script().chunked().split(new Cutter.Sizes(lengths)))));
        if (call.answer().length <= SMALL) {
            plays.add(new Play(index + "-bytes", call, call.script().oneByteChunks()));
        }
    }

    /** @param how 0: ended cleanly all the same, 1: FIN within the chunks, 2: reset */
    private static Play broken(RecordedCall call, int cut, int how) {
        byte[] part = Arrays.copyOf(call.answer(), cut);
        Script script = call.script().body(part).chunked().split(Cutter.seeded(cut, Math.max(48, cut / 4)));
        Script ended = switch (how) {
            case 0 -> script;
            case 1 -> script.closeAfterBody(cut);
            default -> script.resetAfterBody(cut).delayEnd(Duration.ofMillis(5));
        };
        return new Play(call + " cut at " + cut + " by " + how, call, ended);
    }

    private void checkBytes(Played one) {
        RecordedCall call = one.play().call();
        RawResponse response = one.response();
        check(one, response.complete() != BROKEN_OFF.contains(call.toString()), "ended as " + response);
        check(one, response.status() == call.recorded().status(), "status " + response.status());
        call.headers()
                .forEach((name, value) -> check(
                        one,
                        NOT_BACK.contains(name) || response.headers().all(name).contains(value.strip()),
                        "lost " + name + ": " + value));
        check(
                one,
                one.arrived().path().equals(call.upstreamPath()),
                "asked at " + one.arrived().path());
        check(
                one,
                query(one.arrived().target()).equals(call.place().query()),
                "asked " + one.arrived().target());
        boolean spliced = !Arrays.equals(one.arrived().body(), call.request());
        check(one, spliced == Expected.asksForUsage(call), spliced ? "spliced" : "not spliced");
        check(one, !spliced || Expected.isSplicedFrom(one.arrived().body(), call.request()), "request changed");
        checkBody(one, spliced);
    }

    private void checkBody(Played one, boolean spliced) {
        byte[] recorded = one.play().call().answer();
        byte[] delivered = one.response().body();
        if (BROKEN_OFF.contains(one.play().call().toString())) {
            check(one, isBeginning(recorded, delivered) && delivered.length > recorded.length, "no error at the end");
        } else if (spliced
                && !MISLABELLED.contains(one.play().call().toString())
                && one.play().call().streams()) {
            Expected.strippedDifferences(recorded, delivered).forEach(difference -> check(one, false, difference));
        } else {
            check(one, Arrays.equals(recorded, delivered), "body differs at " + Arrays.mismatch(recorded, delivered));
        }
    }

    private void checkBroken(Played one) {
        RecordedCall call = one.play().call();
        RawResponse response = one.response();
        check(one, response.status() == 200, "status " + response.status());
        check(one, !response.complete(), "ended as whole");
        byte[] delivered = response.body();
        boolean spliced = !Arrays.equals(one.arrived().body(), call.request());
        if (!spliced) {
            List<Integer> borders = RawUnits.ends(call.recorded().extension(), call.answer());
            int same = Arrays.mismatch(delivered, call.answer());
            int border = borders.stream().filter(end -> end <= same).reduce(0, Math::max);
            check(one, delivered.length > border, "no error event");
            boolean isError = Bytes.text(Arrays.copyOfRange(delivered, border, delivered.length))
                    .contains("Upstream stream broke off");
            check(one, isError, "half an event at " + border);
        }
    }

    private void checkRow(Map<String, Played> byId, CallRow row) {
        Played one = byId.get(row.id());
        if (one == null) {
            wrong.add("a row of no call: " + row.id());
            return;
        }
        RecordedCall call = one.play().call();
        Outcome outcome = BROKEN_OFF.contains(call.toString()) ? Outcome.BROKEN : Outcome.WHOLE;
        check(one, row.outcome() == outcome, "outcome " + row.outcome() + " " + row.failure());
        check(one, row.status() == call.recorded().status(), "row says status " + row.status());
        check(one, row.provider().equals(call.place().slug()), "row says " + row.provider());
        check(one, row.requestSize() == call.request().length, "row says " + row.requestSize() + " request bytes");
        boolean streams = call.streams() && !MISLABELLED.contains(call.toString());
        check(one, row.stream() == streams, "row says stream " + row.stream());
        boolean sized = row.outcome() != Outcome.WHOLE
                || row.responseSize() == one.response().body().length;
        check(one, sized, "row says " + row.responseSize() + " answer bytes");
        checkUsage(one, row);
    }

    private void checkBrokenRow(Map<String, Played> byId, CallRow row) {
        Played one = byId.get(row.id());
        if (one == null) {
            wrong.add("a row of no call: " + row.id());
            return;
        }
        check(one, row.outcome() == Outcome.BROKEN, "row says " + row.outcome());
        check(one, row.usageSource() == UsageSource.ESTIMATED, "usage is " + row.usageSource());
        check(one, row.failure() != null, "row says no failure");
    }

    private void checkUsage(Played one, CallRow row) {
        Usage expected = one.play().call().usage();
        if (row.usageSource() == UsageSource.ESTIMATED) {
            check(one, expected.isEmpty() || row.outcome() == Outcome.BROKEN, "estimated, yet the provider told it");
            check(one, Usage.orZero(row.usage().output()) > 0, "estimated at no output");
        } else {
            check(one, row.usage().equals(expected), "usage " + row.usage() + " instead of " + expected);
            UsageSource source = expected.isEmpty() ? UsageSource.NONE : UsageSource.REPORTED;
            check(one, row.usageSource() == source, "usage is " + row.usageSource());
        }
    }

    /** Whether a stream of text told no usage and has not been counted yet. */
    private static boolean awaitsCount(Map<String, Played> byId, CallRow row) {
        Played one = byId.get(row.id());
        if (one == null || row.usageSource() != UsageSource.NONE) {
            return false;
        }
        Dialect dialect = one.play().call().dialect();
        boolean countable = dialect == Dialect.OPENAI_CHAT || dialect == Dialect.OPENAI_COMPLETIONS;
        return countable && one.play().call().streams() && row.stream();
    }

    /** Every row, once all are as wanted; those that never are, are judged as they stand. */
    private static Map<String, CallRow> rows(CorpusRun run, int count, Predicate<CallRow> wanted) {
        AtomicReference<List<CallRow>> rows = new AtomicReference<>(List.of());
        Await.until("a row for every call", LONGEST_COUNTING, () -> {
            rows.set(run.gateway().summaries());
            return rows.get().size() >= count;
        });
        long deadline = System.nanoTime() + LONGEST_COUNTING.toNanos();
        while (System.nanoTime() < deadline && !rows.get().stream().allMatch(wanted)) {
            rows.set(run.gateway().summaries());
        }
        return rows.get().stream().collect(Collectors.toMap(CallRow::id, row -> row));
    }

    private static Optional<String> query(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
    }

    private static boolean isBeginning(byte[] beginning, byte[] whole) {
        int mismatch = Arrays.mismatch(beginning, whole);
        return mismatch < 0 || mismatch == beginning.length;
    }

    private void check(Played one, boolean good, String what) {
        if (!good) {
            String text = one.play().call() + " [" + one.play().key() + "] " + what;
            wrong.add(text.length() > 600 ? text.substring(0, 600) : text.toLowerCase(Locale.ROOT));
        }
    }
}
