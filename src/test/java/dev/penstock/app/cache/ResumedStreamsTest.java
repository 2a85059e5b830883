package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Stepper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream that was asked for so can be taken up again after its client has lost it: no second call, no second charge. */
class ResumedStreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 200;

    private final FakeProvider fake = FakeProvider.start();
    private final AtomicInteger asked = new AtomicInteger();
    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @BeforeEach
    void start() {
        gateway.close();
        gateway = RunningGateway.of("""
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                  - id: other
                    authentication: false
                """.formatted(fake.origin()));
    }

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private static RawRequest resumable(String prompt) {
        return Answers.streamed(prompt).header("cf-aig-resume", "true");
    }

    private static RawRequest resume(String run, int from) {
        return RawRequest.get("/v1/default/shop/run/" + run + "/resume?from=" + from)
                .bearer("sk-test");
    }

    /** The events of the provider, each with its number. */
    private static List<String> numbered(String nonce, int count) {
        List<String> numbered = new ArrayList<>();
        for (byte[] event : Answers.events(nonce, count)) {
            String text = Bytes.text(event);
            numbered.add(text.substring(0, text.length() - 1) + "id: " + (numbered.size() + 1) + "\n\n");
        }
        return numbered;
    }

    private static String from(List<String> events, int had) {
        return String.join("", events.subList(had, events.size()));
    }

    @Test
    void goes_on_from_every_event() {
        Stepper stepper = new Stepper();
        fake.answering(request ->
                Answers.stream("n" + asked.incrementAndGet(), EVENTS - 2).stepped(stepper));
        List<String> whole = numbered("n1", EVENTS - 2);
        assertThat(whole).hasSize(EVENTS);
        RawClient client = RawClient.connect(gateway.port()).send(resumable("a"));
        Await.until("the provider to be asked", PATIENCE, () -> asked.get() == 1);
        stepper.release(50);
        String run = client.head(PATIENCE).header("cf-aig-run-id").orElseThrow();
        client.event(PATIENCE);
        client.reset();
        List<RawClient> early = new ArrayList<>();
        for (int had = 0; had <= 50; had++) {
            early.add(RawClient.connect(gateway.port()).send(resume(run, had)));
        }
        Await.until("those who came back", PATIENCE, () -> gateway.penstock().openCalls() == 52);
        stepper.releaseAll();
        for (int had = 0; had <= EVENTS; had++) {
            RawResponse response = had <= 50
                    ? early.get(had).response(PATIENCE)
                    : RawClient.exchange(gateway.port(), resume(run, had));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo(from(whole, had));
            assertThat(response.complete()).isTrue();
        }
        early.forEach(RawClient::close);
        assertThat(asked).hasValue(1);
        List<CallRow> rows = gateway.awaitRows(EVENTS + 2, row -> true);
        assertThat(rows.stream().filter(row -> row.reuse() == null))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.costNano()).isEqualTo(7_500_000));
        assertThat(rows.stream().filter(row -> row.reuse() != null)).allSatisfy(row -> {
            assertThat(java.util.Objects.requireNonNull(row.reuse()).kind()).isEqualTo(Reuse.Kind.RESUMED);
            assertThat(row.costNano()).isZero();
            assertThat(row.provider()).isEqualTo("openai");
            assertThat(row.surface()).isEqualTo("run");
        });
    }

    @Test
    void event_sources_say_what_they_had_last() {
        fake.answering(request -> Answers.stream("n" + asked.incrementAndGet(), 8));
        RawResponse first = RawClient.exchange(gateway.port(), resumable("a"));
        String run = first.header("cf-aig-run-id").orElseThrow();
        assertThat(first.text()).isEqualTo(String.join("", numbered("n1", 8)));
        RawResponse again = RawClient.exchange(
                gateway.port(),
                RawRequest.get("/v1/default/shop/run/" + run + "/resume")
                        .bearer("sk-test")
                        .header("Last-Event-ID", "4"));
        assertThat(again.text()).isEqualTo(from(numbered("n1", 8), 4));
    }

    @Test
    void nobody_else_finds_it() {
        fake.answering(request -> Answers.stream("n" + asked.incrementAndGet(), 8));
        String run = RawClient.exchange(gateway.port(), resumable("a"))
                .header("cf-aig-run-id")
                .orElseThrow();
        List<RawRequest> foreign = List.of(
                RawRequest.get("/v1/default/shop/run/" + run + "/resume?from=0").bearer("sk-other"),
                RawRequest.get("/v1/default/shop/run/" + run + "/resume?from=0"),
                RawRequest.get("/v1/default/other/run/" + run + "/resume?from=0")
                        .bearer("sk-test"),
                RawRequest.get("/v1/default/shop/run/" + "0".repeat(32) + "/resume?from=0")
                        .bearer("sk-test"));
        for (RawRequest request : foreign) {
            RawResponse response = RawClient.exchange(gateway.port(), request);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).isEqualTo("{\"error\":\"Request not found\"}");
        }
        assertThat(RawClient.exchange(gateway.port(), resume(run, 0)).status()).isEqualTo(200);
    }

    @Test
    void other_streams_are_left_as_they_are() {
        fake.answering(request -> Answers.stream("n" + asked.incrementAndGet(), 8));
        RawResponse response = RawClient.exchange(gateway.port(), Answers.streamed("a"));
        assertThat(response.header("cf-aig-run-id")).isEmpty();
        assertThat(response.body()).isEqualTo(Bytes.join(Answers.events("n1", 8)));
    }
}
