package dev.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import dev.penstock.egress.AddressRange;
import dev.penstock.egress.EgressGuard;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.TestTls;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guarded call connects to an address, and still speaks TLS with the name. */
class GuardedTlsTest {
    private static final EgressGuard LOOPBACK = new EgressGuard(List.of(AddressRange.parse("127.0.0.0/8")));
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void the_certificate_must_be_for_the_name_and_not_for_the_address() throws Exception {
        try (FakeProvider fake =
                FakeProvider.start(FakeProvider.Options.ANY.tls(TestTls.selfSigned("models.test", 30, folder)))) {
            fake.otherwise(Script.json(200, "{}"));
            HostLookup lookup = host -> List.of(InetAddress.ofLiteral("127.0.0.1"));

            assertThat(sent(lookup, "models.test", fake.port())).isInstanceOf(Reply.Answered.class);
            assertThat(sent(lookup, "other.test", fake.port()))
                    .isInstanceOfSatisfying(
                            Reply.NotAnswered.class,
                            reply -> assertThat(reply.failure())
                                    .isInstanceOfSatisfying(
                                            Failure.Unreachable.class,
                                            failure -> assertThat(failure.at()).isEqualTo(Failure.Unreachable.At.TLS)));
            assertThat(fake.requests()).hasSize(1);
            assertThat(fake.awaitRequest().header("host")).contains("models.test:" + fake.port());
        }
    }

    @Test
    void a_name_without_addresses_is_a_failure_of_dns() throws Exception {
        Reply none = sent(
                host -> {
                    throw new UnknownHostException(host);
                },
                "nobody.test",
                443);

        assertThat(none)
                .isInstanceOfSatisfying(
                        Reply.NotAnswered.class,
                        reply -> assertThat(reply.failure().label()).isEqualTo("unreachable_dns"));
    }

    @Test
    void calls_for_the_same_name_share_one_lookup_and_it_is_asked_again_when_forgotten() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        HostLookup lookup = host -> {
            lookups.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(InetAddress.ofLiteral("10.0.0.1"));
        };
        Names names =
                new Names(vertx, lookup, PATIENCE, new Names.Memory(Duration.ofMillis(50), Duration.ofMillis(50), 10));
        Promise<Integer> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> {
            List<io.vertx.core.Future<Names.Found>> asked = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                asked.add(names.find("same.test"));
            }
            go.countDown();
            io.vertx.core.Future.all(asked).onComplete(all -> done.complete(lookups.get()));
        });

        assertThat(done.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(1);
        dev.penstock.testkit.Await.value("a second lookup", PATIENCE, () -> {
            vertx.runOnContext(v -> names.find("same.test"));
            return lookups.get() > 1 ? Optional.of(true) : Optional.empty();
        });
    }

    private Reply sent(HostLookup lookup, String host, int port) throws Exception {
        Promise<Reply> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> {
            var options = Upstream.options(PATIENCE, 8192).setSsl(true);
            options.setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(TestTls.pem("models.test", 30, folder(port)))));
            Upstream upstream =
                    Upstream.open(vertx, options, 2, new Names(vertx, lookup, PATIENCE, Names.Memory.USUAL));
            upstream.send(new Outgoing(
                            new Origin(true, host, port),
                            "GET",
                            "/x",
                            Headers.EMPTY,
                            Optional.empty(),
                            Optional.of(LOOPBACK)))
                    .reply()
                    .onComplete(done);
        });
        return done.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** The folder with the certificate; made where no server made one. */
    private Path folder(int port) {
        if (port == 443) {
            TestTls.selfSigned("models.test", 30, folder);
        }
        return folder;
    }
}
