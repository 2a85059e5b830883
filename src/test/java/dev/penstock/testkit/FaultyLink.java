package dev.penstock.testkit;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection through a fault proxy: two sockets and a pump for each direction. */
final class FaultyLink {
    private static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final Socket upstream;
    private final Supplier<List<Toxic>> towardsUpstream;
    private final Supplier<List<Toxic>> towardsClient;
    private final Consumer<FaultyLink> ended;
    private final AtomicInteger directions = new AtomicInteger(2);
    private volatile boolean over;

    FaultyLink(
            Socket client,
            Socket upstream,
            Supplier<List<Toxic>> towardsUpstream,
            Supplier<List<Toxic>> towardsClient,
            Consumer<FaultyLink> ended) {
        this.client = client;
        this.upstream = upstream;
        this.towardsUpstream = towardsUpstream;
        this.towardsClient = towardsClient;
        this.ended = ended;
    }

    void start() throws IOException {
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pump(client, upstream, towardsUpstream));
        Thread.ofVirtual().start(() -> pump(upstream, client, towardsClient));
    }

    /** Resets both sides at once. */
    void reset() {
        over = true;
        for (Socket side : List.of(client, upstream)) {
            try {
                side.setSoLinger(true, 0);
                side.close();
            } catch (IOException gone) {
                // A side that is closed already needs no reset.
            }
        }
        ended.accept(this);
    }

    private void pump(Socket from, Socket to, Supplier<List<Toxic>> toxics) {
        try {
            long passed = 0;
            byte[] buffer = new byte[CHUNK];
            int read = from.getInputStream().read(buffer);
            while (read >= 0) {
                passed += pass(buffer, read, passed, to, toxics);
                read = over ? -1 : from.getInputStream().read(buffer);
            }
            finish(to, toxics);
        } catch (IOException broken) {
            broken(toxics);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private int pass(byte[] buffer, int length, long passed, Socket to, Supplier<List<Toxic>> toxics)
            throws IOException, InterruptedException {
        waitWhileSilent(toxics);
        long allowed = length;
        int slice = length;
        Duration pause = Duration.ZERO;
        Ending ending = null;
        for (Toxic toxic : toxics.get()) {
            switch (toxic) {
                case Toxic.Latency(Duration delay, Duration jitter) -> Thread.sleep(jittered(delay, jitter));
                case Toxic.Bandwidth(long rate) -> {
                    slice = Math.clamp(rate / 20, 1, slice);
                    pause = Duration.ofNanos(1_000_000_000L * slice / rate);
                }
                case Toxic.Slicer slicer -> {
                    slice = Math.min(slice, slicer.size());
                    pause = slicer.pause();
                }
                case Toxic.ResetPeer(long after) -> {
                    allowed = Math.min(allowed, after - passed);
                    ending = passed + length >= after ? Ending.RESET : ending;
                }
                case Toxic.LimitData(long limit) -> {
                    allowed = Math.min(allowed, limit - passed);
                    ending = passed + length >= limit ? Ending.CLOSE : ending;
                }
                case Toxic.Silence silence -> waitWhileSilent(toxics);
                case Toxic.SlowClose closing -> {}
                case Toxic.HalfOpen halfOpen -> {}
            }
        }
        write(buffer, (int) Math.max(0, allowed), slice, pause, to);
        end(ending);
        return length;
    }

    /** What a toxic does after the bytes it lets pass. */
    private enum Ending {
        RESET,
        CLOSE
    }

    private void end(@Nullable Ending ending) throws IOException {
        if (ending == Ending.RESET) {
            reset();
        } else if (ending == Ending.CLOSE) {
            over = true;
            client.shutdownOutput();
            upstream.shutdownOutput();
        }
    }

    private static void write(byte[] buffer, int length, int slice, Duration pause, Socket to)
            throws IOException, InterruptedException {
        for (int at = 0; at < length; at += slice) {
            to.getOutputStream().write(buffer, at, Math.min(slice, length - at));
            if (pause.isPositive()) {
                Thread.sleep(pause);
            }
        }
    }

    private void waitWhileSilent(Supplier<List<Toxic>> toxics) throws InterruptedException {
        while (!over && toxics.get().stream().anyMatch(Toxic.Silence.class::isInstance)) {
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    private void finish(Socket to, Supplier<List<Toxic>> toxics) throws IOException, InterruptedException {
        waitWhileSilent(toxics);
        for (Toxic toxic : toxics.get()) {
            if (toxic instanceof Toxic.SlowClose slow) {
                Thread.sleep(slow.delay());
            }
        }
        if (isHalfOpen(toxics)) {
            return;
        }
        if (!to.isOutputShutdown()) {
            to.shutdownOutput();
        }
        if (directions.decrementAndGet() == 0 || over) {
            client.close();
            upstream.close();
            ended.accept(this);
        }
    }

    private void broken(Supplier<List<Toxic>> toxics) {
        if (!isHalfOpen(toxics)) {
            reset();
        }
    }

    private static boolean isHalfOpen(Supplier<List<Toxic>> toxics) {
        return toxics.get().stream().anyMatch(Toxic.HalfOpen.class::isInstance);
    }

    private static Duration jittered(Duration delay, Duration jitter) {
        return jitter.isZero()
                ? delay
                : delay.plusNanos(ThreadLocalRandom.current().nextLong(jitter.toNanos()));
    }
}
