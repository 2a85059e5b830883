package dev.penstock.app;

import dev.penstock.call.Failure;
import dev.penstock.call.Headers;
import dev.penstock.call.HealthSettings.ActiveCheck;
import dev.penstock.config.Settings;
import dev.penstock.health.HealthBook;
import dev.penstock.pipeline.Snapshot;
import dev.penstock.provider.BaseUrl;
import dev.penstock.upstream.HostLookup;
import dev.penstock.upstream.Outgoing;
import dev.penstock.upstream.Reply;
import dev.penstock.upstream.Upstream;
import dev.penstock.upstream.UpstreamCall;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps the book of health, and asks the addresses that the operator has listed whether they are well. Nothing is sent
 * anywhere that is not listed, and no credential with it.
 */
final class HealthWatch extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final long TICK_MILLIS = 250;
    private static final long SWEEP_MILLIS = 5_000;
    private static final int CONNECTIONS = 2;

    private final HealthBook book;
    private final Snapshots snapshots;
    private final HostLookup lookup;
    private final SplittableRandom chance = new SplittableRandom();
    /** When each check is next due, by the monotonic clock; touched by this loop only. */
    private final Map<ActiveCheck, Long> due = new HashMap<>();

    private @Nullable Upstream upstream;

    HealthWatch(HealthBook book, Snapshots snapshots, HostLookup lookup) {
        this.book = book;
        this.snapshots = snapshots;
        this.lookup = lookup;
    }

    @Override
    public Future<?> start() {
        Settings settings = snapshots.settings();
        upstream = Upstream.open(
                vertx,
                settings.timeouts().connect(),
                CONNECTIONS,
                Math.toIntExact(2 * settings.limits().headerBytes()),
                lookup);
        vertx.setPeriodic(SWEEP_MILLIS, timer -> book.sweep());
        vertx.setPeriodic(TICK_MILLIS, timer -> tick());
        return Future.succeededFuture();
    }

    private void tick() {
        List<ActiveCheck> checks = snapshots.settings().health().active();
        due.keySet().retainAll(checks);
        long now = System.nanoTime();
        for (ActiveCheck check : checks) {
            Long at = due.get(check);
            if (at == null) {
                // The first one comes at a moment of its own, so that a fleet that starts together does not ask
                // together.
                due.put(check, now + (long) (chance.nextDouble() * check.every().toNanos()));
            } else if (now - at >= 0) {
                due.put(check, now + scattered(check.every()));
                ask(check);
            }
        }
    }

    private long scattered(Duration every) {
        return (long) (every.toNanos() * (0.9 + 0.2 * chance.nextDouble()));
    }

    private void ask(ActiveCheck check) {
        Optional<BaseUrl> address = address(check);
        if (address.isEmpty()) {
            return;
        }
        BaseUrl base = address.get();
        Headers headers = Headers.builder().add("accept", "*/*").build();
        Outgoing outgoing =
                new Outgoing(base.origin(), "GET", base.join(check.path().substring(1)), headers, Optional.empty());
        UpstreamCall call = Objects.requireNonNull(upstream).send(outgoing);
        long timer = vertx.setTimer(check.timeout().toMillis(), expired -> {
            told(base, Optional.of(new Failure.TimedOut(Failure.TimedOut.Waiting.FIRST_BYTE, "no answer to a check")));
            call.cancel();
        });
        call.reply().onSuccess(reply -> {
            if (vertx.cancelTimer(timer)) {
                told(base, failure(reply));
                // Its body is of no use; a connection is cheaper than reading one that never ends.
                call.cancel();
            }
        });
    }

    /** The configured address; nothing where a provider's depends on each call. */
    private Optional<BaseUrl> address(ActiveCheck check) {
        Optional<String> url = check.url()
                .or(() -> check.provider().map(snapshots.current().seats()::get).map(Snapshot.Seat::baseUrl));
        try {
            return url.map(BaseUrl::parse);
        } catch (IllegalArgumentException templated) {
            LOG.warn("A check of health.active is left out: {}", templated.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Failure> failure(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered when answered.status() < 500 -> Optional.empty();
            case Reply.Answered answered -> Optional.of(new Failure.ServerError(answered.status(), Optional.empty()));
            case Reply.NotAnswered nothing -> Optional.of(nothing.failure());
            case Reply.Shared ignored -> Optional.empty();
        };
    }

    private void told(BaseUrl base, Optional<Failure> failure) {
        book.checked(base.origin().toString(), failure);
    }
}
