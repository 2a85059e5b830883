package dev.penstock.app;

import dev.penstock.admin.AdminServer;
import dev.penstock.admin.Endpoint;
import dev.penstock.call.CustomProvider;
import dev.penstock.call.Secret;
import dev.penstock.config.Hosts;
import dev.penstock.config.Settings;
import dev.penstock.demo.DemoProvider;
import dev.penstock.meter.PriceBook;
import dev.penstock.meter.TokenEstimate;
import dev.penstock.pipeline.CallPipeline;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.provider.Providers;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.record.metrics.Exposing;
import dev.penstock.store.spool.Spool;
import dev.penstock.store.sqlite.SqliteStore;
import dev.penstock.upstream.HostLookup;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The running gateway. Opened with settings, changed with new ones, closed when calls under way have ended. */
public final class Penstock implements AutoCloseable {
    private static final Duration AFTER_GRACE = Duration.ofSeconds(1);
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final Settings settings;
    private final Vertx vertx;
    private final Spool spool;
    private final Counting counting;
    private final Kept kept;
    private final Snapshots snapshots;
    private final ControlPlane control;
    private final List<Loop> loops;
    private final AdminServer admin;
    private final int adminPort;
    private volatile boolean ready = true;

    private Penstock(Settings settings, KeyBook stored, Opened opened) throws Exception {
        this.settings = settings;
        this.vertx = opened.vertx;
        this.spool = opened.spool;
        CallMetrics metrics = new CallMetrics();
        this.counting = new Counting(vertx, new TokenEstimate());
        PriceBook prices = PriceBook.bundled();
        Optional<DemoProvider> demo = settings.demo() ? Optional.of(await(demo(vertx))) : Optional.empty();
        Providers providers = Providers.load();
        this.kept = opened.kept;
        this.snapshots = new Snapshots(
                providers,
                prices,
                demo.map(DemoProvider::port),
                state -> StoredKeys.of(state, kept.keyring().vault()).or(stored),
                settings,
                kept.desk().state(),
                kept.mac());
        boolean isPrivate = Hosts.isLoopback(settings.adminHost());
        this.control = ControlPlane.of(kept, snapshots, providers, around(isPrivate));
        int connections = settings.limits().connections().orElse(Descriptors.connections(Descriptors.limit()));
        Wiring wiring = new Wiring(settings, connections, spool, metrics, counting, opened.lookup);
        SpoolGauges.register(metrics, spool);
        kept.register(metrics);
        this.loops = loops(wiring, opened.loopCount);
        for (Loop loop : loops) {
            await(vertx.deployVerticle(loop, new DeploymentOptions()));
        }
        Exposing exposing = metrics.exposing();
        this.admin = new AdminServer(
                vertx,
                () -> ready,
                () -> new AdminServer.Exposition(Exposing.CONTENT_TYPE, exposing.text()),
                control.api(),
                isPrivate);
        // Tables that calls will need are read now, so that no event loop has to read them.
        Thread.ofVirtual().start(prices::warm);
        this.adminPort = await(listening(admin, settings));
    }

    private static Future<Integer> listening(AdminServer admin, Settings settings) {
        return admin.listen(settings.adminHost(), settings.adminPort())
                .recover(cause -> Future.failedFuture(
                        NotStarted.listening("--admin-port", settings.adminHost(), settings.adminPort(), cause)));
    }

    private static ControlPlane.Around around(boolean isPrivate) {
        return new ControlPlane.Around(
                InstantSource.system(), System::nanoTime, new SecureRandom()::nextBytes, isPrivate);
    }

    private record Opened(Vertx vertx, Spool spool, Kept kept, int loopCount, HostLookup lookup) {}

    /** Opens the data folder and both listeners. */
    public static Penstock start(Settings settings) throws Exception {
        return start(settings, KeyBook.NONE);
    }

    /**
     * The same, with more keys than those stored through the API.
     *
     * @param more asked on event loops, so it answers from memory
     */
    public static Penstock start(Settings settings, KeyBook more) throws Exception {
        return start(settings, more, host -> List.of(InetAddress.getAllByName(host)));
    }

    /** The same, with names of custom providers looked up elsewhere than at the system. */
    public static Penstock start(Settings settings, HostLookup lookup) throws Exception {
        return start(settings, KeyBook.NONE, lookup);
    }

    private static Penstock start(Settings settings, KeyBook stored, HostLookup lookup) throws Exception {
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        Kept kept = kept(settings);
        Spool spool = spool(settings);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        try {
            return new Penstock(settings, stored, new Opened(vertx, spool, kept, loops, lookup));
        } catch (Exception e) {
            vertx.close();
            kept.close();
            spool.close();
            throw e;
        }
    }

    private static Kept kept(Settings settings) throws NotStarted, InterruptedException {
        try {
            return Kept.open(settings, InstantSource.system(), MasterKeys.ofProcess());
        } catch (IOException e) {
            throw NotStarted.data(settings.data().toAbsolutePath().normalize(), e);
        }
    }

    private static Spool spool(Settings settings) throws NotStarted {
        try {
            Path logs = Files.createDirectories(settings.data().resolve("logs"));
            Path waiting = Files.createDirectories(settings.data().resolve("spool"));
            return Spool.open(waiting, SpoolBounds.of(settings.limits()), new SqliteStore(logs), System::nanoTime);
        } catch (IOException e) {
            throw NotStarted.data(settings.data().toAbsolutePath().normalize(), e);
        }
    }

    public int port() {
        return loops.getFirst().port();
    }

    public int adminPort() {
        return adminPort;
    }

    /** Takes new settings for new calls. */
    public void take(Settings next) {
        snapshots.take(next);
        kept.keyring().take(next.masterKey());
    }

    /** Gives accounts these custom providers beside those of the settings; new calls find them. */
    public void take(List<CustomProvider> customProviders) {
        snapshots.take(customProviders);
    }

    /** All that the management API answers. */
    public List<Endpoint> endpoints() {
        return control.api().endpoints();
    }

    /** Waits until all that an ended process left is in the log. */
    public boolean logged(Duration within) throws InterruptedException {
        return spool.caughtUp(within);
    }

    /** Makes the first administrator; there is one while nobody can use the management API. */
    public Optional<Secret> setUpToken() {
        return control.setUpToken();
    }

    public int openCalls() {
        return loops.stream().mapToInt(Loop::openCalls).sum();
    }

    /** Not ready at once, no new connections, calls under way within the grace time, then the end. */
    @Override
    public void close() throws IOException {
        close(settings.graceTime());
    }

    public void close(Duration grace) throws IOException {
        ready = false;
        List<Future<Void>> drained =
                loops.stream().map(loop -> loop.drain(grace, AFTER_GRACE)).toList();
        await(Future.join(drained), grace.plus(AFTER_GRACE).plusSeconds(5));
        counting.close();
        await(admin.close(), AFTER_GRACE);
        kept.close();
        await(vertx.close(), Duration.ofSeconds(5));
        spool.close();
    }

    private static List<Loop> loops(Wiring wiring, int count, Snapshots snapshots) {
        List<Loop> loops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            loops.add(new Loop(wiring, engine -> new CallPipeline(engine, snapshots::current), snapshots::settings));
        }
        return List.copyOf(loops);
    }

    private List<Loop> loops(Wiring wiring, int count) {
        return loops(wiring, count, snapshots);
    }

    private static Future<DemoProvider> demo(Vertx vertx) {
        return DemoProvider.start(vertx, new SplittableRandom(), InstantSource.system(), DemoProvider.HUMAN_PACE);
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void await(Future<?> future, Duration within) {
        try {
            future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            // What has not closed by now is closed by the end of the process.
            org.slf4j.LoggerFactory.getLogger(Penstock.class).warn("Not closed in time: {}", e.toString());
        }
    }
}
