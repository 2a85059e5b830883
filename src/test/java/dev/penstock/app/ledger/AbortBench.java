package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.Settlement;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Calls that are left by their clients, each with limits on money and tokens of its own, and what became of them. */
final class AbortBench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String LIMITS = """
            limits:
              - {id: money, counts: cost, limit: 1, window: 1d, by: {metadata.call: each}}
              - {id: tokens, counts: tokens, limit: 1000000, window: 1d, by: {metadata.call: each}}
              - {id: queue, counts: calls_at_once, limit: 1, by: {metadata.queue: each}, exhausted: {wait: {longest: 1m}}}
            """;

    final FakeProvider fake = FakeProvider.start();
    final RunningGateway gateway = RunningGateway.of("""
            providers:
              openai:
                base_url: %1$s/v1
              anthropic:
                base_url: %1$s
              google-ai-studio:
                base_url: %1$s
            gateways:
              - id: stops
                authentication: false
            %2$s
              - id: runson
                authentication: false
                budgeting: {aborted_streams: runs_on}
            %2$s
            """.formatted(fake.origin(), LIMITS.indent(4)));

    /** How a client leaves. */
    enum Way {
        RESET,
        FINISH;

        void leave(RawClient client) {
            switch (this) {
                case RESET -> client.reset();
                case FINISH -> client.hangUp();
            }
        }
    }

    RawClient send(String at, BilledStream stream, boolean streams, String call) {
        return send(at, stream, stream.request(streams), "{\"call\":\"" + call + "\"}", call);
    }

    RawClient send(String at, BilledStream stream, String body, String metadata, String call) {
        return RawClient.connect(gateway.port())
                .send(RawRequest.post("/v1/default/" + at + "/" + stream.path)
                        .header("x-call", call)
                        .header("cf-aig-event-id", call)
                        .header("cf-aig-metadata", metadata)
                        .header("authorization", "Bearer sk-test")
                        .json(body));
    }

    /** Whether the provider has begun to answer this call. */
    boolean hasHead(String call) {
        return fake.requests().stream()
                .anyMatch(request -> request.header("x-call").orElse("").equals(call) && request.bytesWritten() > 0);
    }

    /** The rows of so many calls, by the calls' names, once nothing is held any more. */
    Map<String, CallRow> settledRows(int calls) {
        return Await.value(calls + " settled rows", PATIENCE, () -> {
                    List<CallRow> rows = gateway.summaries();
                    boolean all = rows.size() == calls
                            && rows.stream()
                                    .flatMap(row -> row.attempts().stream())
                                    .noneMatch(attempt -> attempt.settlement() == Settlement.HELD);
                    return all ? Optional.of(rows) : Optional.empty();
                })
                .stream()
                .collect(Collectors.toMap(CallRow::eventId, Function.identity()));
    }

    /** What the call put into its bucket of this kind; 0 where it was not even tried. */
    static long posted(CallRow row, Counted counted) {
        return row.attempts().stream()
                .flatMap(attempt -> attempt.postings().stream())
                .filter(posting -> posting.counted() == counted)
                .mapToLong(posting -> posting.amount())
                .sum();
    }

    static AttemptRow last(CallRow row) {
        return row.attempts().getLast();
    }

    /** Every bucket holds what the rows say, and nothing is open. */
    void countersEqual(Map<String, CallRow> rows) {
        Map<String, Long> said = rows.values().stream()
                .flatMap(row -> row.attempts().stream())
                .flatMap(attempt -> attempt.postings().stream())
                .collect(Collectors.groupingBy(
                        posting -> posting.bucket(), Collectors.summingLong(posting -> posting.amount())));
        said.values().removeIf(sum -> sum == 0);
        List<BucketStanding> standings = gateway.penstock().standings("", 100_000);
        assertThat(standings.stream().collect(Collectors.toMap(BucketStanding::key, BucketStanding::taken)))
                .isEqualTo(said);
        assertThat(standings).allSatisfy(standing -> {
            assertThat(standing.held()).as(standing.key()).isZero();
            assertThat(standing.open()).as(standing.key()).isZero();
        });
    }

    @Override
    public void close() {
        gateway.close();
        fake.close();
    }
}
