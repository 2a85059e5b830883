package dev.penstock.app;

import dev.penstock.admin.Api;
import dev.penstock.admin.Directory;
import dev.penstock.admin.FailedEntries;
import dev.penstock.admin.evaluations.Evaluating;
import dev.penstock.admin.gateways.FileRevision;
import dev.penstock.admin.limits.LimitStates;
import dev.penstock.admin.prices.Repricing;
import dev.penstock.admin.tokens.ManagementRing;
import dev.penstock.admin.tokens.SetUp;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.config.Settings;
import dev.penstock.control.Actor;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.health.LaneState;
import dev.penstock.provider.Providers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The management API of a running gateway, and what it does on its own. */
final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private final Api api;
    private final SetUp setUp;
    private final Evaluating evaluating;
    private final Repricing repricing;
    private final ControlDesk desk;
    private final Snapshots snapshots;
    private final Invalidation invalidation;
    private final InstantSource clock;

    private ControlPlane(
            Api api,
            SetUp setUp,
            Evaluating evaluating,
            Repricing repricing,
            ControlDesk desk,
            Snapshots snapshots,
            Invalidation invalidation,
            InstantSource clock) {
        this.repricing = repricing;
        this.api = api;
        this.setUp = setUp;
        this.evaluating = evaluating;
        this.desk = desk;
        this.snapshots = snapshots;
        this.invalidation = invalidation;
        this.clock = clock;
    }

    /**
     * What the process finds around itself.
     *
     * @param port where calls are taken
     * @param isPrivate whether only this machine can reach the management listener
     * @param limits how limits stand
     * @param cache the answers that are kept
     * @param health how an account's targets and keys are
     */
    record Around(
            IntSupplier port,
            InstantSource clock,
            LongSupplier nanos,
            Consumer<byte[]> random,
            boolean isPrivate,
            LimitStates limits,
            AnswerDesk cache,
            Function<String, List<LaneState>> health) {}

    static ControlPlane of(Kept kept, Logbook logbook, Snapshots snapshots, Providers providers, Around around)
            throws IOException {
        ControlDesk desk = kept.desk();
        Invalidation invalidation = new Invalidation(desk.state(), snapshots, around.cache);
        desk.follow(invalidation::take);
        Directory directory = directory(snapshots);
        ManagementRing ring = new ManagementRing(
                desk::state, snapshots::settings, kept.mac(), around.clock, snapshots.tokenUses(), around.isPrivate);
        SetUp setUp = new SetUp(desk, ring, kept.mac(), around.clock, around.random, around.isPrivate);
        Evaluating evaluating = Evaluating.start(desk, new EvaluationLog(logbook.history()), around.clock);
        EndpointSets sets = new EndpointSets(kept, logbook, snapshots, providers, directory, around);
        PriceHouse prices = snapshots.prices();
        Repricing repricing = Repricing.start(logbook.corrections(), prices, prices, around.clock, around.nanos);
        Api api = new Api(sets.all(setUp, evaluating, repricing), ring, directory, new FailedEntries(around.nanos));
        ControlPlane plane =
                new ControlPlane(api, setUp, evaluating, repricing, desk, snapshots, invalidation, around.clock);
        plane.take(snapshots.settings());
        return plane;
    }

    /** Brings settings into force as a revision of their own; without one where they say what is in force already. */
    void take(Settings next) throws IOException {
        Settings before = snapshots.settings();
        try {
            List<String> taken = desk.change(Actor.FILE, state -> {
                Change<List<String>> change = FileRevision.of(state, next, clock.millis());
                if (!change.edits().isEmpty()) {
                    snapshots.stage(next);
                }
                return change;
            });
            taken.forEach(id -> LOG.warn(
                    "'{}' was made through the management API and is declared in the file now: the file's settings hold,"
                            + " and it is read-only through the API; what is below it stays",
                    id));
            invalidation.take(before, next);
        } finally {
            snapshots.unstage();
        }
    }

    Api api() {
        return api;
    }

    /** What the console shows while there is no administrator. */
    Optional<Secret> setUpToken() {
        return setUp.token();
    }

    /** Stops what works in the background; what is kept is still open. */
    @Override
    public void close() {
        evaluating.close();
        repricing.close();
    }

    private static Directory directory(Snapshots snapshots) {
        return new Directory() {
            @Override
            public boolean hasAccount(String account) {
                return snapshots.current().gateways().accounts().contains(account);
            }

            @Override
            public boolean hasGateway(Scope scope) {
                return snapshots.current().gateways().find(scope).isPresent();
            }
        };
    }
}
