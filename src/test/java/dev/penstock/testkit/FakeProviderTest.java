package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FakeProviderTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Script HELLO = Script.json(200, "{\"hello\":\"world\"}");

    private final FakeProvider provider = FakeProvider.start();

    @AfterEach
    void stop() {
        provider.close();
    }

    private RawResponse post(String path) {
        return RawClient.exchange(provider.port(), RawRequest.post(path).json("{\"a\":1}"));
    }

    @Test
    void remembers_a_request_to_the_byte() {
        provider.enqueue(HELLO);
        try (RawClient client = RawClient.connect(provider.port())) {
            client.send("POST /v1/x?y=1 HTTP/1.1\r\nHOST: h\r\nX-A:  b \r\nx-a: c\r\ncontent-length: 3\r\n\r\nabc");
            assertThat(client.response().text()).isEqualTo("{\"hello\":\"world\"}");
        }
        ReceivedRequest request = provider.awaitRequest();
        assertThat(request.requestLine()).isEqualTo("POST /v1/x?y=1 HTTP/1.1");
        assertThat(request.headers().lines()).containsExactly("HOST: h", "X-A:  b ", "x-a: c", "content-length: 3");
        assertThat(request.headers().all("x-a")).containsExactly("b", "c");
        assertThat(request.path()).isEqualTo("/v1/x");
        assertThat(request.bodyText()).isEqualTo("abc");
        assertThat(request.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(provider.violations()).isEmpty();
    }

    @Test
    void reads_chunked_bodies_and_keeps_connections_alive() {
        provider.otherwise(HELLO);
        try (RawClient client = RawClient.connect(provider.port())) {
            for (int i = 0; i < 3; i++) {
                RawResponse response = client.send(RawRequest.post("/" + i)
                                .body(Bytes.of("body" + i))
                                .inChunks())
                        .response();
                assertThat(response.complete()).isTrue();
            }
        }
        assertThat(provider.requests())
                .extracting(ReceivedRequest::bodyText)
                .containsExactly("body0", "body1", "body2");
        assertThat(provider.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void answers_by_rule_then_by_queue_then_by_default() {
        provider.onPath("/rule", Script.answer(201))
                .when(request -> request.header("x-k").isPresent(), Script.answer(202))
                .enqueue(Script.answer(203))
                .otherwise(Script.answer(204));
        assertThat(post("/rule").status()).isEqualTo(201);
        assertThat(RawClient.exchange(provider.port(), RawRequest.get("/").header("x-k", "v"))
                        .status())
                .isEqualTo(202);
        assertThat(post("/").status()).isEqualTo(203);
        assertThat(post("/").status()).isEqualTo(204);
    }

    @Test
    void refuses_what_is_ambiguous() {
        provider.otherwise(HELLO);
        for (String bad : List.of(
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx",
                "POST / HTTP/1.1\r\nhost: h\nx: y\r\n\r\n",
                "GET / HTTP/1.1\r\nhost: h\r\nx : y\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n1;x=y\r\nz\r\n0\r\n\r\n")) {
            try (RawClient client = RawClient.connect(provider.port())) {
                assertThat(client.send(bad).response().status()).as(bad).isEqualTo(400);
            }
        }
        assertThat(provider.violations()).hasSize(6);
    }

    @Test
    void cuts_bodies_and_wires_where_told() {
        provider.enqueue(
                HELLO.chunked().split(1, 2), HELLO.oneByteChunks(), HELLO.splitWire(Cutter.eachByte()), HELLO.split(7));
        for (int i = 0; i < 4; i++) {
            assertThat(post("/").text()).as("answer " + i).isEqualTo("{\"hello\":\"world\"}");
        }
        // Head, chunks of 1, 2 and the rest, last chunk.
        assertThat(provider.requests().get(0).writes()).hasSize(5);
        assertThat(provider.requests().get(1).writes()).hasSize(19);
        assertThat(provider.requests().get(2).writes()).hasSize(HELLO.wire().length);
    }

    @Test
    void resets_at_every_byte() {
        for (int offset = 0; offset < HELLO.wire().length; offset += 7) {
            provider.enqueue(HELLO.resetAfter(offset));
            RawResponse response = post("/");
            assertThat(response.ended()).as("after " + offset).isEqualTo(RawResponse.Ended.RST);
            assertThat(response.complete()).isFalse();
        }
    }

    @Test
    void sends_exactly_the_bytes_before_a_cut() {
        for (Script cut : List.of(HELLO.resetAfter(40), HELLO.closeAfter(40))) {
            provider.enqueue(cut);
            try (RawClient client = RawClient.connect(provider.port())) {
                byte[] seen = client.send(RawRequest.get("/")).readUntilClose(SOON);
                assertThat(seen).isEqualTo(Arrays.copyOf(HELLO.wire(), 40));
            }
        }
    }

    @Test
    void ends_and_stalls_between_pieces_and_inside_them() {
        Script stream = Script.sse(List.of(Bytes.of("data: 1\n\n"), Bytes.of("data: 2\n\n")));
        provider.enqueue(stream.closeAfterPieces(1), stream.closeAfterBody(12), stream.stallAfterPieces(1));
        RawResponse between = post("/");
        assertThat(between.sse().data()).containsExactly("1");
        assertThat(between.ended()).isEqualTo(RawResponse.Ended.FIN);
        assertThat(between.complete()).isFalse();
        assertThat(post("/").sse().partial()).isEqualTo(Bytes.of("dat"));
        try (RawClient client = RawClient.connect(provider.port())) {
            RawResponse stalled = client.send(RawRequest.get("/")).response(Duration.ofMillis(200));
            assertThat(stalled.ended()).isEqualTo(RawResponse.Ended.TIME_OUT);
            assertThat(stalled.sse().data()).containsExactly("1");
        }
    }

    @Test
    void tells_an_orderly_end_from_a_reset() {
        provider.otherwise(Script.neverAnswer());
        try (RawClient polite = RawClient.connect(provider.port());
                RawClient rude = RawClient.connect(provider.port())) {
            polite.send(RawRequest.get("/polite"));
            ReceivedRequest first = provider.awaitRequest(0, SOON);
            rude.send(RawRequest.get("/rude"));
            ReceivedRequest second = provider.awaitRequest(1, SOON);
            assertThat(provider.openConnections()).isEqualTo(2);
            long left = System.nanoTime();
            polite.hangUp();
            rude.reset();
            assertThat(first.awaitClosed(SOON).how()).isEqualTo(PeerClose.How.FIN);
            assertThat(second.awaitClosed(SOON).how()).isEqualTo(PeerClose.How.RST);
            assertThat(Duration.ofNanos(second.awaitClosed(SOON).nanos() - left))
                    .isLessThan(Duration.ofSeconds(1));
        }
        Await.until("no connection to be open", SOON, () -> provider.openConnections() == 0);
    }

    @Test
    void holds_every_event_until_it_is_released() {
        Stepper stepper = new Stepper();
        provider.enqueue(Script.sse(List.of(Bytes.of("data: 1\n\n"), Bytes.of("data: 2\n\n")))
                .stepped(stepper));
        try (RawClient client = RawClient.connect(provider.port())) {
            assertThat(client.send(RawRequest.get("/")).head(SOON).status()).isEqualTo(200);
            assertThat(client.event(Duration.ofMillis(50))).isEmpty();
            stepper.release();
            assertThat(client.event(SOON).orElseThrow().data()).isEqualTo("1");
            assertThat(client.event(Duration.ofMillis(50))).isEmpty();
            stepper.release(2);
            assertThat(client.event(SOON).orElseThrow().data()).isEqualTo("2");
            assertThat(client.event(SOON)).isEmpty();
            assertThat(client.response().complete()).isTrue();
        }
    }

    @Test
    void lies_about_lengths_and_adds_bytes() {
        provider.enqueue(
                HELLO.contentLengthMismatch(5).thenClose(),
                HELLO.extraBytesAfterEnd(Bytes.of("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil")),
                HELLO.continue100Flood(50));
        assertThat(post("/").complete()).isFalse();
        try (RawClient client = RawClient.connect(provider.port())) {
            assertThat(client.send(RawRequest.get("/")).response().text()).contains("world");
            assertThat(client.response().text()).isEqualTo("evil");
        }
        assertThat(post("/").interim()).hasSize(50);
    }

    @Test
    void streams_until_the_peer_has_had_enough_and_shows_how_far_it_came() {
        try (FakeProvider small = FakeProvider.start(FakeProvider.Options.ANY.sendBuffer(16 * 1024))) {
            small.enqueue(Script.sse(List.of()).forever(Bytes.filled("x", 8192), Duration.ZERO));
            try (RawClient client = RawClient.connect(Ports.loopback(small.port()), 16 * 1024)) {
                client.send(RawRequest.get("/"));
                ReceivedRequest request = small.awaitRequest();
                Await.until("the fake to write", SOON, () -> request.bytesWritten() > 8192);
                long[] seen = {0};
                // A reader that reads nothing stops the writer: two looks that agree.
                Await.until("the fake to be held back", SOON, () -> {
                    long before = seen[0];
                    seen[0] = request.bytesWritten();
                    LockSupport.parkNanos(50_000_000);
                    return before == seen[0];
                });
                assertThat(request.bytesWritten()).isLessThan(1024 * 1024);
                client.reset();
                assertThat(request.awaitClosed(SOON).how()).isEqualTo(PeerClose.How.RST);
            }
        }
    }

    @Test
    void answers_before_the_body_where_told() {
        provider.onHead(request -> true, Script.answer(413).thenClose());
        try (RawClient client = RawClient.connect(provider.port())) {
            client.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1000000\r\n\r\nstart");
            assertThat(client.response().status()).isEqualTo(413);
        }
        assertThat(provider.awaitRequest().bodyIsComplete()).isFalse();
    }

    @Test
    void refuses_connections_after_it_stopped_listening() {
        provider.stopAccepting();
        assertThatThrownBy(() -> RawClient.connect(provider.port())).hasMessageContaining("Cannot connect");
    }
}
