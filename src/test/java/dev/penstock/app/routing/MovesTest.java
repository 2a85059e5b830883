package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ledger.Books;
import dev.penstock.app.routing.Trouble.Seen;
import dev.penstock.call.Settlement;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to fail, met by calls that may try again, turn to another, both or neither, as bodies and as streams: what is
 * asked of whom, what the client gets, what stands on the row and in the books. All calls run at once, each against an
 * upstream of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovesTest {
    private static final int AT_ONCE = 24;
    private static final String SETTINGS = """
            timeouts: {connect: 1s, first_byte: 5s, idle: 2s}
            gateways:
              - id: shop
                authentication: false
                limits:
                  - {id: money, counts: cost, limit: 1000000, window: 1d}
            """;

    private final List<Call> calls = new ArrayList<>();
    private List<Met> met = List.of();
    private Map<String, CallRow> rows = Map.of();
    private Fleet fleet;
    private RunningGateway gateway;
    private FakeProvider well;

    /** What a call may do about it. */
    enum Plan {
        NOTHING,
        RETRY,
        FALLBACK,
        BOTH;

        boolean retries() {
            return this == RETRY || this == BOTH;
        }

        boolean fallsBack() {
            return this == FALLBACK || this == BOTH;
        }
    }

    private record Call(int number, Trouble trouble, Plan plan, boolean stream, FakeProvider fake) {
        String name() {
            return "call-" + number;
        }

        int tries() {
            return plan.retries() ? trouble.tries() : 1;
        }
    }

    /** A call and what came of it. */
    record Met(
            String name,
            Trouble trouble,
            Plan plan,
            boolean stream,
            FakeProvider fake,
            int tries,
            RawResponse response) {
        @Override
        public String toString() {
            return trouble + ", " + plan + (stream ? ", stream" : ", json");
        }
    }

    @BeforeAll
    void callAll(@TempDir Path folder) {
        fleet = new Fleet(folder);
        well = fleet.add("well", Trouble.Where.FAKE);
        well.answering(request -> Speech.script(request.bodyText().contains("\"stream\":true")));
        for (Trouble trouble : Troubles.all()) {
            for (Plan plan : Plan.values()) {
                Stream.of(false, true).filter(trouble::meets).forEach(stream -> add(trouble, plan, stream));
            }
        }
        gateway = fleet.start(SETTINGS);
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<CompletableFuture<Met>> asked = calls.stream()
                    .map(call -> CompletableFuture.supplyAsync(() -> made(call), threads))
                    .toList();
            met = asked.stream().map(CompletableFuture::join).toList();
        }
        rows = Fleet.settled(gateway, calls.size());
    }

    @AfterAll
    void close() {
        gateway.close();
        fleet.close();
    }

    private void add(Trouble trouble, Plan plan, boolean stream) {
        int number = calls.size();
        FakeProvider fake = fleet.add("f" + number, trouble.where());
        fake.answering(request -> trouble.script().get());
        calls.add(new Call(number, trouble, plan, stream, fake));
    }

    private Met made(Call call) {
        RawRequest request = call.plan().fallsBack() ? universal(call) : plain(call);
        try (RawClient client = RawClient.connect(gateway.port())) {
            RawResponse response = client.send(
                            request.header("cf-aig-event-id", call.name()).header("cf-aig-custom-cost", Speech.PRICE))
                    .response(Fleet.PATIENCE);
            return new Met(
                    call.name(), call.trouble(), call.plan(), call.stream(), call.fake(), call.tries(), response);
        }
    }

    private static RawRequest plain(Call call) {
        RawRequest request = RawRequest.post("/v1/default/shop/custom-f" + call.number() + "/chat/completions")
                .bearer("sk-" + call.name())
                .header("cf-aig-request-timeout", call.trouble().patience())
                .json(Speech.body("m-1", call.stream()));
        return call.plan().retries()
                ? request.header("cf-aig-max-attempts", "3")
                        .header("cf-aig-retry-delay", "20")
                        .header("cf-aig-backoff", "constant")
                : request;
    }

    private static RawRequest universal(Call call) {
        String retries = call.plan().retries() ? ",\"maxAttempts\":3,\"retryDelay\":20,\"backoff\":\"constant\"" : "";
        String first = step(
                "custom-f" + call.number(),
                call,
                ",\"config\":{\"requestTimeout\":" + call.trouble().patience() + retries + "}");
        return RawRequest.post("/v1/default/shop").json("[" + first + "," + step("custom-well", call, "") + "]");
    }

    private static String step(String provider, Call call, String config) {
        return "{\"provider\":\"" + provider + "\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":"
                + "\"Bearer sk-" + call.name() + "\",\"x-call\":\"" + call.name() + "\"},\"query\":"
                + Speech.body("m-1", call.stream()) + config + "}";
    }

    Stream<Met> met() {
        return met.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("met")
    void each_failure_leads_to_its_move(Met one) {
        assertThat(one.fake().requests()).hasSize(one.trouble().reaches() ? one.tries() : 0);
        assertThat(one.fake().violations()).isEmpty();
        assertThat(askedWell(one)).hasSize(one.plan().fallsBack() ? 1 : 0);
        RawResponse response = one.response();
        CallRow row = Objects.requireNonNull(rows.get(one.name()));
        assertThat(row.attempts()).hasSize(one.tries() + (one.plan().fallsBack() ? 1 : 0));
        failed(one, row);
        if (one.plan().fallsBack()) {
            replaced(one, response, row);
        } else {
            delivered(one, response, row);
        }
    }

    private List<ReceivedRequest> askedWell(Met one) {
        return well.requests().stream()
                .filter(request -> request.header("x-call").orElse("").equals(one.name()))
                .toList();
    }

    /** The tries that were not good enough: in order, one after the other, at the first step. */
    private static void failed(Met one, CallRow row) {
        long before = 0;
        int replaced = one.plan().fallsBack() ? one.tries() : one.tries() - 1;
        for (int i = 0; i < one.tries(); i++) {
            AttemptRow attempt = row.attempts().get(i);
            assertThat(attempt.index()).isEqualTo(i);
            assertThat(attempt.step()).isZero();
            assertThat(attempt.provider()).isEqualTo(row.attempts().getFirst().provider());
            assertThat(attempt.startedMicros()).isGreaterThanOrEqualTo(before);
            if (i < replaced) {
                seen(attempt, one.trouble().seen());
            }
            Duration apart = i + 1 < one.tries() ? one.trouble().apart() : Duration.ZERO;
            before = attempt.startedMicros() + attempt.durationMicros() + apart.toNanos() / 1_000;
        }
    }

    private static void seen(AttemptRow attempt, Seen expected) {
        assertThat(attempt.status()).isEqualTo(expected.status());
        assertThat(attempt.failure()).isEqualTo(expected.failure());
        assertThat(attempt.detail()).isNotBlank();
        assertThat(attempt.settlement()).isEqualTo(expected.isCharged() ? Settlement.SETTLED : Settlement.RELEASED);
        long posted = attempt.postings().stream()
                .mapToLong(posting -> posting.amount())
                .sum();
        long held = Objects.requireNonNull(attempt.reservedNano());
        assertThat(posted).isEqualTo(expected.isCharged() ? held : 0);
    }

    private static void replaced(Met one, RawResponse response, CallRow row) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Speech.answer(one.stream()));
        assertThat(response.complete()).isTrue();
        assertThat(response.header("cf-aig-step")).contains("1");
        AttemptRow last = row.attempts().getLast();
        assertThat(last.step()).isEqualTo(1);
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.failure()).isNull();
        assertThat(last.provider()).isEqualTo("custom-well");
        assertThat(last.settlement()).isEqualTo(Settlement.SETTLED);
        assertThat(last.costNano()).isEqualTo(Speech.COST);
        assertThat(row.step()).isEqualTo(1);
        assertThat(row.provider()).isEqualTo("custom-well");
        assertThat(row.costNano()).isEqualTo(Speech.COST);
        assertThat(row.success()).isTrue();
        long unclear = one.trouble().seen().isCharged() ? one.tries() : 0;
        long held = Objects.requireNonNull(row.attempts().getFirst().reservedNano());
        assertThat(row.providerCostNano()).isEqualTo(unclear == 0 ? null : (Long) (unclear * held + Speech.COST));
    }

    private static void delivered(Met one, RawResponse response, CallRow row) {
        Trouble.Told told = one.trouble().told();
        assertThat(response.status()).as(response.text()).isEqualTo(told.status());
        assertThat(response.header("cf-aig-step")).contains("0");
        assertThat(row.step()).isZero();
        assertThat(row.status()).isEqualTo(told.status());
        assertThat(row.success()).isFalse();
        AttemptRow last = row.attempts().getLast();
        assertThat(last.failure()).isEqualTo(told.last().failure());
        assertThat(last.status()).isEqualTo(told.last().status());
        if (told.isWhole()) {
            assertThat(response.complete()).isTrue();
            assertThat(response.text()).isNotBlank();
            assertThat(Bytes.text(one.trouble().script().get().wire())).contains(response.text());
        } else if (told.status() != 200) {
            assertThat(response.json().path("error").path(0).path("code").asInt())
                    .isEqualTo(2005);
            assertThat(response.complete()).isTrue();
        } else {
            assertThat(response.sse().endsWithDone()).isFalse();
            assertThat(response.text()).contains("\"error\"");
        }
    }

    @Test
    void the_books_agree_when_all_is_over() {
        Books.agree(gateway.penstock(), List.copyOf(rows.values()));
    }
}
