package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that does not read stops its upstream, is bounded in what it holds, and is let go in the end. */
class BackPressureTest {
    private static final byte[] EVENT = Bytes.of("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + "x".repeat(8_000) + "\"},\"finish_reason\":null}]}\n\n");
    private static final long MEGABYTE = 1024 * 1024;

    private final FakeProvider fake = FakeProvider.start(FakeProvider.Options.ANY.sendBuffer(64 * 1024));
    private final RunningGateway gateway = RunningGateway.of("limits: {log_body_bytes: 4KB}\n"
            + "timeouts: {write_stall: 2s, idle: 60s}\n" + Tongue.providers(fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_client_that_does_not_read_stops_its_upstream_and_is_let_go_after_the_write_stall() {
        fake.enqueue(Script.sse(List.of(EVENT)).forever(EVENT, Duration.ZERO));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port());
        try (RawClient client = RawClient.connect(address, 16 * 1024)) {
            client.send(Tongue.CHAT.ask());
            assertThat(client.head(Duration.ofSeconds(10)).status()).isEqualTo(200);
            ReceivedRequest request = fake.awaitRequest();

            long stopped = awaitStandstill(request);

            // Kernel buffers on both sides of the gateway hold most of it.
            assertThat(stopped).isLessThan(12 * MEGABYTE);
            request.awaitClosed(Duration.ofSeconds(10));
            assertThat(request.bytesWritten()).isLessThan(stopped + 3 * MEGABYTE);
            // Not a byte was read: nobody waits for the client to take what it left.
            Await.until(
                    "the client to be let go", Duration.ofSeconds(10), () -> gauge("penstock_connections_open") == 0);
            assertThat(client.awaitEnd(Duration.ofSeconds(10))).isNotEqualTo(RawResponse.Ended.TIME_OUT);
        }
        Await.until(
                "no call is open",
                Duration.ofSeconds(5),
                () -> gateway.penstock().openCalls() == 0);
        CallRow row = gateway.onlyRow();
        assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
        assertThat(row.responseSize()).isLessThan(12 * MEGABYTE);
    }

    @Test
    void an_upstream_that_falls_silent_while_its_client_reads_nothing_is_let_go_too() {
        gateway.reload("limits: {log_body_bytes: 4KB}\ntimeouts: {write_stall: 1s, idle: 300ms, total: 2s}\n"
                + Tongue.providers(fake.origin()));
        fake.enqueue(Script.sse(List.of(EVENT)).forever(EVENT, Duration.ZERO));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port());
        try (RawClient client = RawClient.connect(address, 16 * 1024)) {
            client.send(Tongue.CHAT.ask());

            fake.awaitRequest().awaitClosed(Duration.ofSeconds(10));

            // Not a byte was read: nobody waits for the client to take an error.
            Await.until(
                    "the client to be let go", Duration.ofSeconds(10), () -> gauge("penstock_connections_open") == 0);
        }
        Await.until(
                "no call is open",
                Duration.ofSeconds(5),
                () -> gateway.penstock().openCalls() == 0);
    }

    @Test
    void memory_stays_flat_under_a_stream_that_never_ends() throws IOException {
        fake.enqueue(Script.sse(List.of(EVENT)).forever(EVENT, Duration.ZERO));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream().write(Tongue.CHAT.ask().bytes());
            InputStream in = socket.getInputStream();
            in.skipNBytes(8 * MEGABYTE);
            long before = used();
            in.skipNBytes(96 * MEGABYTE);
            long after = used();

            assertThat(after - before).isLessThan(24 * MEGABYTE);
        }
        fake.awaitRequest().awaitClosed(Duration.ofSeconds(10));
    }

    private double gauge(String name) {
        String metrics = RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"))
                .text();
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no gauge " + name + " in " + metrics));
    }

    /** How much the upstream had written when it could write no more. */
    private static long awaitStandstill(ReceivedRequest request) {
        long[] seen = {-1, System.nanoTime()};
        Await.until("the upstream to be stopped", Duration.ofSeconds(20), () -> {
            long now = request.bytesWritten();
            if (now != seen[0]) {
                seen[0] = now;
                seen[1] = System.nanoTime();
            }
            return now > 0
                    && System.nanoTime() - seen[1] > Duration.ofMillis(400).toNanos();
        });
        return seen[0];
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
