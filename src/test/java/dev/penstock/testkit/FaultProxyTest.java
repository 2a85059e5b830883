package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultProxyTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Script HELLO = Script.json(200, "x".repeat(1000));

    private final FakeProvider provider = FakeProvider.start().otherwise(HELLO);
    private final FaultProxy proxy = FaultProxy.to(provider.port());

    @AfterEach
    void stop() {
        proxy.close();
        provider.close();
    }

    private RawResponse get() {
        return RawClient.exchange(proxy.port(), RawRequest.get("/"));
    }

    private Duration timed(Toxic... toxics) {
        proxy.towardsClient(toxics);
        long start = System.nanoTime();
        assertThat(get().complete()).isTrue();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void passes_what_it_gets() {
        assertThat(get().text()).isEqualTo("x".repeat(1000));
        Await.until("the connection to be closed on both sides", SOON, () -> proxy.openConnections() == 0);
        assertThat(provider.awaitRequest().awaitClosed(SOON).how()).isEqualTo(PeerClose.How.FIN);
    }

    @Test
    void delays_and_slows() {
        assertThat(timed()).isLessThan(Duration.ofMillis(500));
        assertThat(timed(new Toxic.Latency(Duration.ofMillis(150), Duration.ZERO)))
                .isGreaterThan(Duration.ofMillis(150));
        assertThat(timed(new Toxic.Bandwidth(4000))).isGreaterThan(Duration.ofMillis(200));
        assertThat(timed(new Toxic.Slicer(100, Duration.ofMillis(20)))).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void resets_and_limits_after_so_many_bytes() {
        proxy.towardsClient(new Toxic.ResetPeer(500));
        try (RawClient client = RawClient.connect(proxy.port())) {
            assertThat(client.send(RawRequest.get("/")).readUntilClose(SOON)).hasSize(500);
            assertThat(client.awaitEnd(SOON)).isEqualTo(RawResponse.Ended.RST);
        }
        assertThat(provider.awaitRequest().awaitClosed(SOON).how()).isEqualTo(PeerClose.How.RST);
        proxy.towardsClient(new Toxic.LimitData(300));
        try (RawClient client = RawClient.connect(proxy.port())) {
            assertThat(client.send(RawRequest.get("/")).readUntilClose(SOON)).hasSize(300);
            assertThat(client.awaitEnd(SOON)).isEqualTo(RawResponse.Ended.FIN);
        }
    }

    @Test
    void holds_silent_until_healed() {
        proxy.towardsClient(new Toxic.Silence());
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(RawRequest.get("/"));
            assertThat(client.head(Duration.ofMillis(200)).status()).isZero();
            proxy.heal();
            assertThat(client.response().complete()).isTrue();
        }
    }

    @Test
    void keeps_a_half_open_connection_open() {
        proxy.towardsUpstream(new Toxic.HalfOpen());
        provider.forget();
        provider.otherwise(Script.neverAnswer());
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(RawRequest.get("/"));
            ReceivedRequest request = provider.awaitRequest();
            client.reset();
            Await.staysTrue(
                    "the upstream knows of nothing",
                    Duration.ofMillis(200),
                    () -> request.closed().isEmpty());
        }
    }

    @Test
    void goes_down_and_comes_up_on_the_same_port() {
        proxy.down();
        assertThatThrownBy(this::get).hasMessageContaining("Cannot connect");
        proxy.up();
        assertThat(get().complete()).isTrue();
    }

    @Test
    void a_black_hole_answers_no_connect() {
        try (BlackHole hole = BlackHole.open()) {
            assertThatThrownBy(() -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(Ports.loopback(hole.port()), 300);
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }
}
