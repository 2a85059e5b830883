package dev.penstock.app;

import dev.penstock.admin.AdminServer;
import dev.penstock.admin.Endpoint;
import dev.penstock.call.CustomProvider;
import dev.penstock.call.Moment;
import dev.penstock.call.Secret;
import dev.penstock.config.Hosts;
import dev.penstock.config.Settings;
import dev.penstock.demo.DemoProvider;
import dev.penstock.health.HealthBook;
import dev.penstock.ledger.BucketStanding;
import dev.penstock.ledger.MemoryCounters;
import dev.penstock.ledger.SteadyClock;
import dev.penstock.meter.TokenEstimate;
import dev.penstock.pipeline.CallPipeline;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.provider.Providers;
import dev.penstock.record.Recovered;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.record.metrics.Exposing;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.spool.Spool;
import dev.penstock.upstream.HostLookup;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway. Opened with settings, changed with new ones, closed when calls under way have ended. */
public final class Penstock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Penstock.class);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(1);
    /** A spool full to its bound takes some minutes to store. */
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(10);

    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final Settings settings;
    private final Vertx vertx;
    private final Spool spool;
    private final AnswerHouse answers;
    private final Counting counting;
    private final Kept kept;
    private final Snapshots snapshots;
    private final ControlPlane control;
    private final MemoryCounters counters;
    private final int connections;
    private final HealthBook health;
    private final Supplier<Moment> now;
    private final List<Loop> loops;
    private final AdminServer admin;
    private final int adminPort;
    private volatile boolean ready = true;

    private Penstock(Settings settings, KeyBook stored, Opened opened) throws Exception {
        this.settings = settings;
        this.vertx = opened.vertx;
        this.spool = opened.logbook.spool();
        CallMetrics metrics = new CallMetrics();
        TokenEstimate estimate = new TokenEstimate();
        this.counting = new Counting(vertx, estimate);
        PriceHouse prices = PriceHouse.open(settings.data().resolve("prices"), InstantSource.system());
        Optional<DemoProvider> demo = settings.demo() ? Optional.of(await(demo(vertx))) : Optional.empty();
        this.kept = opened.kept;
        Providers providers = Providers.load();
        this.snapshots = new Snapshots(
                providers,
                prices,
                demo.map(DemoProvider::port),
                state -> StoredKeys.of(state, kept.vault()).or(stored),
                settings,
                kept.desk().state(),
                kept.mac(),
                new Made(new Sealing(kept.vault()), providers.slugs()));
        opened.logbook.bounds().follow(() -> snapshots.current().gateways());
        SteadyClock steady = new SteadyClock(InstantSource.system(), System::nanoTime);
        this.counters = new MemoryCounters(settings.limits().countedBuckets());
        this.connections = settings.limits().connections().orElse(Descriptors.connections(Descriptors.limit()));
        this.health = new HealthBook(System::nanoTime, settings.health().withMost(connections));
        this.now = steady::now;
        this.answers = opened.answers;
        this.control = ControlPlane.of(kept, opened.logbook, snapshots, providers, around(settings));
        restore(opened.logbook);
        register(metrics);
        this.loops = loops(wiring(metrics, steady, opened.lookup), opened.loopCount);
        for (Loop loop : loops) {
            await(vertx.deployVerticle(loop, new DeploymentOptions()));
        }
        await(vertx.deployVerticle(new HealthWatch(health, snapshots, opened.lookup), new DeploymentOptions()));
        this.admin = admin(metrics.exposing());
        // Tables that calls will need are read now, so that no event loop has to read them.
        Thread.ofVirtual().start(() -> prices.inForce().warm());
        this.adminPort = await(listening(admin, settings));
    }

    private Wiring wiring(CallMetrics metrics, SteadyClock steady, HostLookup lookup) {
        return new Wiring(
                settings, connections, spool, metrics, counting, counters, steady, lookup, answers.sharing(), health);
    }

    private void register(CallMetrics metrics) {
        LimitGauges.register(metrics, counters);
        answers.register(metrics);
        SpoolGauges.register(metrics, spool);
        HealthGauges.register(metrics, health);
        register(metrics, kept.audit());
    }

    /** Before the first call: a budget that was spent stays spent. */
    private void restore(Logbook logbook) throws IOException, InterruptedException {
        Recovered left = logbook.entered().recovered(LONGEST_RECOVERY);
        counters.restore(left.balances(), now.get());
        if (left.expired() > 0) {
            LOG.warn(
                    "{} calls were under way when the last process ended; each is charged what was held for it, and stands"
                            + " in the log as gateway_stopped",
                    left.expired());
        }
    }

    private AdminServer admin(Exposing exposing) {
        return new AdminServer(
                vertx,
                () -> ready,
                () -> new AdminServer.Exposition(Exposing.CONTENT_TYPE, exposing.text()),
                control.api(),
                Hosts.isLoopback(settings.adminHost()));
    }

    private static void register(CallMetrics metrics, AuditFile audit) {
        metrics.gauge(
                "penstock_audit_unwritable",
                "1 while the audit trail takes no entry, so that nothing can be changed",
                () -> audit.isUnwritable() ? 1 : 0);
    }

    private static Future<Integer> listening(AdminServer admin, Settings settings) {
        return admin.listen(settings.adminHost(), settings.adminPort())
                .recover(cause -> Future.failedFuture(
                        NotStarted.listening("--admin-port", settings.adminHost(), settings.adminPort(), cause)));
    }

    private record Opened(
            Vertx vertx, Logbook logbook, Kept kept, AnswerHouse answers, int loopCount, HostLookup lookup) {}

    private ControlPlane.Around around(Settings settings) {
        return new ControlPlane.Around(
                this::port,
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom()::nextBytes,
                Hosts.isLoopback(settings.adminHost()),
                new LimitsNow(snapshots, counters, now, settings.limits().countedBuckets()),
                new AnswerDesk(answers.replies(), this::firstLoop),
                health::states);
    }

    private Loop firstLoop() {
        return loops.getFirst();
    }

    /**
     * What differs from one start to another beside the settings.
     *
     * @param environment where a variable may hold the master key
     * @param more keys beside those stored through the API; asked on event loops, so it answers from memory
     * @param lookup where names of custom providers are looked up
     */
    public record Around(Map<String, String> environment, KeyBook more, HostLookup lookup) {
        public static Around ofProcess() {
            return new Around(System.getenv(), KeyBook.NONE, host -> List.of(InetAddress.getAllByName(host)));
        }

        public Around with(KeyBook keys) {
            return new Around(environment, keys, lookup);
        }

        public Around with(HostLookup names) {
            return new Around(environment, more, names);
        }

        Around with(Map<String, String> variables) {
            return new Around(variables, more, lookup);
        }
    }

    /** Opens the data folder and both listeners. */
    public static Penstock start(Settings settings) throws Exception {
        return start(settings, Around.ofProcess());
    }

    /** The same, with what a test or an embedding process wants otherwise. */
    public static Penstock start(Settings settings, Around around) throws Exception {
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        Kept kept = kept(settings, around.environment);
        Logbook logbook = logbook(settings);
        AnswerHouse answers = AnswerHouse.open(settings);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        try {
            return new Penstock(settings, around.more, new Opened(vertx, logbook, kept, answers, loops, around.lookup));
        } catch (Exception e) {
            vertx.close();
            kept.close();
            answers.close();
            logbook.spool().close();
            throw e;
        }
    }

    private static Kept kept(Settings settings, Map<String, String> environment)
            throws NotStarted, InterruptedException {
        try {
            return Kept.open(
                    settings, InstantSource.system(), new MasterKeys(environment, new SecureRandom()::nextBytes));
        } catch (IOException e) {
            throw NotStarted.data(settings.data().toAbsolutePath().normalize(), e);
        }
    }

    private static Logbook logbook(Settings settings) throws NotStarted {
        try {
            return Logbook.open(settings, InstantSource.system());
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
        try {
            control.take(next);
            kept.keyring().take(next.masterKey());
            health.take(next.health().withMost(connections));
        } catch (IOException e) {
            throw new UncheckedIOException("The new settings could not be recorded, so they are not taken", e);
        }
    }

    /** All that the management API answers. */
    public List<Endpoint> endpoints() {
        return control.api().endpoints();
    }

    /** The number of the state of file and management API that new calls are decided by. */
    public long revision() {
        return snapshots.current().revision();
    }

    /** Gives accounts these custom providers beside those of the settings and of the management API. */
    public void take(List<CustomProvider> customProviders) {
        snapshots.take(customProviders);
    }

    /** What the buckets hold whose keys begin so. */
    public List<BucketStanding> standings(String keyPrefix, int most) {
        return counters.standings(keyPrefix, now.get(), most);
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
        control.close();
        kept.close();
        await(vertx.close(), Duration.ofSeconds(5));
        answers.close();
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
            LOG.warn("Not closed in time: {}", e.toString());
        }
    }
}
