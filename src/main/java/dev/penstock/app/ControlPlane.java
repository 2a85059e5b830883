package dev.penstock.app;

import dev.penstock.admin.Api;
import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.FailedEntries;
import dev.penstock.admin.Sealer;
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.analytics.AnalyticsCharts;
import dev.penstock.admin.audit.AuditLogs;
import dev.penstock.admin.domains.CustomDomains;
import dev.penstock.admin.gateways.FileRevision;
import dev.penstock.admin.gateways.Gateways;
import dev.penstock.admin.gateways.Premises;
import dev.penstock.admin.keys.ProviderConfigs;
import dev.penstock.admin.logs.Logs;
import dev.penstock.admin.openapi.OpenApi;
import dev.penstock.admin.providers.CustomProviders;
import dev.penstock.admin.revisions.Revisions;
import dev.penstock.admin.tokens.ManagementRing;
import dev.penstock.admin.tokens.SetUp;
import dev.penstock.admin.tokens.Tokens;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.config.Settings;
import dev.penstock.control.Actor;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.identity.TokenMac;
import dev.penstock.provider.Providers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The management API, wired by hand. */
final class ControlPlane {
    private final Api api;
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private final SetUp setUp;
    private final ControlDesk desk;
    private final Snapshots snapshots;
    private final InstantSource clock;

    private ControlPlane(Api api, SetUp setUp, ControlDesk desk, Snapshots snapshots, InstantSource clock) {
        this.desk = desk;
        this.snapshots = snapshots;
        this.clock = clock;
        this.api = api;
        this.setUp = setUp;
    }

    /**
     * What the process finds around itself.
     *
     * @param isPrivate whether only this machine can reach the management listener
     */
    record Around(InstantSource clock, LongSupplier nanos, Consumer<byte[]> random, boolean isPrivate) {}

    static ControlPlane of(
            Kept kept, Logbook logbook, Snapshots snapshots, Providers providers, IntSupplier port, Around around)
            throws IOException {
        Sealer sealer = new Sealing(kept.vault());
        ControlDesk desk = kept.desk();
        desk.follow(snapshots::take);
        TokenMac mac = kept.mac();
        InstantSource clock = around.clock;
        Directory directory = directory(snapshots);
        ManagementRing ring = new ManagementRing(
                desk::state, snapshots::settings, mac, clock, snapshots.tokenUses(), around.isPrivate);
        SetUp setUp = new SetUp(desk, ring, mac, clock, around.random, around.isPrivate);
        Premises premises =
                new Premises(snapshots::settings, () -> snapshots.current().gateways(), port);
        List<Endpoint> endpoints = new ArrayList<>();
        for (Endpoint.Set set : List.of(
                setUp,
                new Accounts(desk, premises::fileAccount, clock),
                new Gateways(desk, premises, sealer, clock),
                new CustomDomains(desk, premises, clock),
                new CustomProviders(
                        desk,
                        sealer,
                        clock,
                        around.random,
                        () -> snapshots.settings().egress()),
                new Revisions(desk, premises, clock),
                new OpenApi(() -> endpoints, version()),
                new ProviderConfigs(desk, kept.vault(), new KeyRules(providers, snapshots), clock, around.random),
                new Logs(logbook.history(), logbook.keeper(), desk),
                new AnalyticsCharts(logbook.analytics(), directory, clock),
                new Tokens(desk, snapshots::settings, directory, mac, snapshots.tokenUses(), clock, around.random),
                new AuditLogs(desk))) {
            endpoints.addAll(set.endpoints());
        }
        Api api = new Api(endpoints, ring, directory, new FailedEntries(around.nanos));
        ControlPlane plane = new ControlPlane(api, setUp, desk, snapshots, clock);
        plane.take(snapshots.settings());
        return plane;
    }

    private static String version() {
        return Objects.requireNonNullElse(ControlPlane.class.getPackage().getImplementationVersion(), "unpacked");
    }

    /** Brings settings into force as a revision of their own; without one where they say what is in force already. */
    void take(Settings next) throws IOException {
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
            snapshots.take(next);
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
