package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.SseEvent;
import dev.penstock.testkit.SseLines;
import dev.penstock.testkit.Stepper;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However often and wherever a client loses its stream, what it takes up again makes it whole; all is given back in the end. */
class LostStreamsTest {
    private static final String OPEN = "authentication: false\ncache_ttl: 600";
    private static final int EVENTS = 200;

    private final Bench bench = new Bench(OPEN, "resume: {keep: 2s}\n");

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String settings, String more) {
        bench.gateway.close();
        bench.gateway = RunningGateway.of(bench.file(settings, more));
    }

    private static RawRequest resumable(String prompt) {
        return Answers.streamed(prompt).header("cf-aig-resume", "true");
    }

    private static RawRequest resume(String run, long had) {
        return RawRequest.get("/v1/default/shop/run/" + run + "/resume?from=" + had)
                .bearer("sk-test");
    }

    private static byte[] numbered(List<byte[]> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int number = 0;
        for (byte[] event : events) {
            String text = Bytes.text(event);
            String line = text.endsWith("\r\n") ? "\r\n" : text.endsWith("\r") ? "\r" : "\n";
            String body = text.substring(0, text.length() - line.length());
            boolean hasData = text.startsWith("data") || text.contains("\ndata") || text.contains("\rdata");
            all.writeBytes(Bytes.of(hasData ? body + "id: " + ++number + line + line : text));
        }
        return all.toByteArray();
    }

    @Test
    void a_client_that_is_dropped_at_random_bytes_has_it_whole_in_the_end() {
        drop(12);
    }

    @Test
    @Tag("soak")
    void a_client_that_is_dropped_at_random_bytes_300_times_has_it_whole_in_the_end() {
        drop(300);
    }

    private void drop(int rounds) {
        Random random = new Random(5);
        int calls = 0;
        for (int round = 0; round < rounds; round++) {
            calls += drop(round, random);
        }
        List<CallRow> rows = bench.gateway.awaitRows(calls, row -> true);
        assertThat(rows.stream().filter(row -> row.reuse() == null))
                .hasSize(rounds)
                .allSatisfy(row -> assertThat(row.costNano()).isEqualTo(7_500_000));
        assertThat(rows.stream().filter(row -> row.reuse() != null))
                .allSatisfy(row -> assertThat(row.costNano()).isZero());
        bench.awaitZero(List.of("penstock_runs_kept"));
        bench.awaitNothingHeld();
    }

    /** One stream, lost several times while it is live; gives how many calls it took. */
    private int drop(int round, Random random) {
        bench.forget();
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, EVENTS - 2).stepped(stepper));
        byte[] whole = numbered(Answers.events("n1", EVENTS - 2));
        RawClient client = bench.send(resumable("round " + round));
        bench.awaitAsked(1);
        stepper.release(1 + random.nextInt(3));
        String run = client.head(Bench.PATIENCE).header("cf-aig-run-id").orElseThrow();
        byte[] had = new byte[0];
        int released = 0;
        for (int loss = 0; loss < 4; loss++) {
            int more = random.nextInt(40);
            stepper.release(more);
            released += more;
            had = Bytes.join(had, someOf(client, random));
            client.reset();
            long count = SseLines.parse(had).events().size();
            had = wholeEvents(had);
            client = bench.send(resume(run, count));
            assertThat(released).isLessThan(EVENTS);
        }
        stepper.releaseAll();
        RawResponse last = client.response(Bench.PATIENCE);
        client.close();
        assertThat(last.status()).as("round " + round).isEqualTo(200);
        assertThat(last.complete()).as("round " + round).isTrue();
        assertThat(Bytes.text(Bytes.join(had, last.body())))
                .as("round " + round)
                .isEqualTo(Bytes.text(whole));
        assertThat(bench.asked).hasValue(1);
        bench.awaitCalls(0);
        return 5;
    }

    /** The body as far as it is read, cut at a random byte. */
    private static byte[] someOf(RawClient client, Random random) {
        client.event(Duration.ofMillis(random.nextInt(60)));
        byte[] body = client.head(Bench.PATIENCE).body();
        return Arrays.copyOf(body, random.nextInt(body.length + 1));
    }

    private static byte[] wholeEvents(byte[] bytes) {
        String text = Bytes.text(bytes);
        int end = text.lastIndexOf("\n\n");
        return end < 0 ? new byte[0] : Bytes.of(text.substring(0, end + 2));
    }

    @Test
    void who_joined_and_who_was_given_a_kept_one_resume_too() {
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, 20).stepped(stepper));
        byte[] whole = numbered(Answers.events("n1", 20));
        RawClient leader = bench.send(Answers.streamed("a"));
        bench.awaitAsked(1);
        RawClient follower = bench.send(resumable("a"));
        bench.awaitCalls(2);
        stepper.release(5);
        String run = follower.head(Bench.PATIENCE).header("cf-aig-run-id").orElseThrow();
        assertThat(follower.event(Bench.PATIENCE)).isPresent();
        follower.reset();
        leader.reset();
        bench.awaitCalls(1);
        RawClient back = bench.send(resume(run, 0));
        bench.awaitCalls(2);
        stepper.releaseAll();
        assertThat(back.response(Bench.PATIENCE).body()).isEqualTo(whole);
        back.close();
        bench.awaitCalls(0);
        RawResponse hit = bench.exchange(resumable("a"));
        assertThat(hit.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(hit.body()).isEqualTo(whole);
        RawResponse again = bench.exchange(resume(hit.header("cf-aig-run-id").orElseThrow(), 20));
        assertThat(Bytes.text(whole)).endsWith(again.text());
        assertThat(SseLines.parse(again.body()).events()).hasSize(2);
        assertThat(bench.asked).hasValue(1);
        bench.awaitZero(List.of("penstock_runs_kept"));
        bench.awaitNothingHeld();
    }

    @Test
    void what_is_kept_too_long_is_there_no_more() {
        with(OPEN, "resume: {keep: 1s}\n");
        bench.answers((n, request) -> Answers.stream("n" + n, 5));
        String run = bench.exchange(resumable("a")).header("cf-aig-run-id").orElseThrow();
        bench.awaitZero(List.of("penstock_runs_kept"));
        RawResponse late = bench.exchange(resume(run, 0));
        assertThat(late.status()).isEqualTo(404);
        assertThat(late.text()).isEqualTo("{\"error\":\"Request not found\"}");
        bench.awaitNothingHeld();
    }

    @Test
    void nobody_who_comes_back_in_time_ends_its_upstream() {
        with(OPEN, "resume: {keep: 1s}\n");
        Stepper stepper = new Stepper();
        bench.answers((n, request) -> Answers.stream("n" + n, 50).stepped(stepper));
        RawClient client = bench.send(resumable("a"));
        bench.awaitAsked(1);
        stepper.release(3);
        client.event(Bench.PATIENCE);
        client.reset();
        Await.until("the upstream to be left", Bench.PATIENCE, () -> bench.fake.openConnections() == 0);
        stepper.releaseAll();
        bench.awaitZero(List.of("penstock_runs_kept"));
        bench.awaitNothingHeld();
        assertThat(bench.kept()).isZero();
    }

    @Test
    void what_outgrows_its_bound_is_left_by_its_provider_and_there_no_more() {
        with(OPEN, "cache: {entry_bytes: 2KB}\n");
        for (boolean isFollower : new boolean[] {false, true}) {
            bench.forget();
            Stepper stepper = new Stepper();
            bench.answers((n, request) -> Answers.stream("n" + n, 200).stepped(stepper));
            String prompt = "follows " + isFollower;
            RawClient leader = bench.send(isFollower ? Answers.streamed(prompt) : resumable(prompt));
            bench.awaitAsked(1);
            RawClient client = isFollower ? bench.send(resumable(prompt)) : leader;
            bench.awaitCalls(isFollower ? 2 : 1);
            stepper.release(3);
            String run = client.head(Bench.PATIENCE).header("cf-aig-run-id").orElseThrow();
            client.event(Bench.PATIENCE);
            client.reset();
            stepper.release(30);
            leader.close();
            Await.until("the upstream to be left", Bench.PATIENCE, () -> bench.fake.openConnections() == 0);
            stepper.releaseAll();
            assertThat(bench.exchange(resume(run, 0)).status()).isEqualTo(404);
            bench.awaitZero(List.of("penstock_runs_kept"));
            bench.awaitNothingHeld();
        }
    }

    @Test
    void a_number_that_is_none_is_refused_and_holds_nothing() {
        bench.answers((n, request) -> Answers.stream("n" + n, 5));
        String run = bench.exchange(resumable("a")).header("cf-aig-run-id").orElseThrow();
        for (String from : List.of("x", "-1", "1e3", "1234567890123456")) {
            RawRequest wrong = RawRequest.get("/v1/default/shop/run/" + run + "/resume?from=" + from)
                    .bearer("sk-test");
            assertThat(bench.exchange(wrong).status()).as(from).isEqualTo(400);
        }
        assertThat(bench.exchange(resume(run, 99)).text()).isEmpty();
        bench.awaitZero(List.of("penstock_runs_kept"));
        bench.awaitNothingHeld();
    }

    @Test
    void line_breaks_comments_names_and_numbers_of_the_provider_stay() {
        List<byte[]> events = new ArrayList<>();
        events.add(Bytes.of(": hello\n\n"));
        for (byte[] event : Answers.events("n1", 12)) {
            String text = Bytes.text(event);
            switch (events.size() % 5) {
                case 0 -> events.add(Bytes.of(text.replace("\n", "\r\n")));
                case 1 -> events.add(Bytes.of("event: chunk\nid: own-" + events.size() + "\n" + text));
                case 2 -> events.add(Bytes.of(": ping\n\n"));
                case 3 -> events.add(Bytes.of("retry: 7\n: inside\n" + text));
                default -> events.add(event);
            }
        }
        bench.answers((n, request) -> Script.sse(events).split(11L));
        RawResponse first = bench.exchange(resumable("a"));
        String run = first.header("cf-aig-run-id").orElseThrow();
        List<SseEvent> whole = SseLines.parse(first.body()).events();
        List<SseEvent> provider = SseLines.parse(Bytes.join(events)).events();
        assertThat(whole)
                .extracting(SseEvent::data)
                .isEqualTo(provider.stream().map(SseEvent::data).toList());
        for (int had = 0; had <= whole.size(); had++) {
            RawResponse rest = bench.exchange(resume(run, had));
            assertThat(SseLines.parse(rest.body()).events())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("nanos")
                    .isEqualTo(whole.subList(had, whole.size()));
            assertThat(rest.text()).contains(": hello");
        }
        assertThat(first.text()).contains("id: own-", ": ping\n\n", "retry: 7\n: inside\n", "\r\n\r\n");
        assertThat(bench.asked).hasValue(1);
    }

    @Test
    void a_last_event_without_its_blank_line_is_told_with_its_number() {
        List<byte[]> events = new ArrayList<>(Answers.events("n1", 5));
        byte[] last = events.removeLast();
        events.add(Arrays.copyOf(last, last.length - 1));
        bench.answers((n, request) -> Script.sse(events));
        RawResponse first = bench.exchange(resumable("a"));
        byte[] whole = numbered(Answers.events("n1", 5));
        assertThat(first.text()).isEqualTo(Bytes.text(whole));
        RawResponse rest = bench.exchange(resume(first.header("cf-aig-run-id").orElseThrow(), 6));
        assertThat(rest.text()).isEqualTo("data: [DONE]\nid: 7\n\n");
        assertThat(bench.exchange(resume(first.header("cf-aig-run-id").orElseThrow(), 7))
                        .text())
                .isEmpty();
    }

    @Test
    void a_stream_that_broke_ends_so_again() {
        bench.answers((n, request) -> Answers.stream("n" + n, 20).resetAfterPieces(5));
        RawResponse first = bench.exchange(resumable("a"));
        assertThat(first.complete()).isFalse();
        RawResponse again = bench.exchange(resume(first.header("cf-aig-run-id").orElseThrow(), 3));
        assertThat(again.complete()).isFalse();
        assertThat(first.text()).endsWith(again.text());
        assertThat(again.text()).containsOnlyOnce("broke off").contains("id: 6\n");
        assertThat(bench.asked).hasValue(1);
        bench.awaitZero(List.of("penstock_runs_kept"));
        bench.awaitNothingHeld();
    }

    @Test
    void rows_say_that_it_was_resumed() {
        bench.answers((n, request) -> Answers.stream("n" + n, 5));
        String run = bench.exchange(resumable("a")).header("cf-aig-run-id").orElseThrow();
        bench.exchange(resume(run, 2));
        List<CallRow> rows = bench.gateway.awaitRows(2, row -> true);
        CallRow paid = rows.getFirst();
        Reuse reuse = Objects.requireNonNull(rows.getLast().reuse());
        assertThat(reuse.kind()).isEqualTo(Reuse.Kind.RESUMED);
        assertThat(reuse.of()).isEqualTo(paid.id());
        assertThat(rows.getLast().costNano()).isZero();
    }
}
