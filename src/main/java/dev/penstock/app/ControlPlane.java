package dev.penstock.app;

import dev.penstock.admin.Api;
import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Sealer;
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.domains.CustomDomains;
import dev.penstock.admin.gateways.FileRevision;
import dev.penstock.admin.gateways.Gateways;
import dev.penstock.admin.gateways.Premises;
import dev.penstock.admin.keys.ProviderConfigs;
import dev.penstock.admin.openapi.OpenApi;
import dev.penstock.admin.providers.CustomProviders;
import dev.penstock.admin.revisions.Revisions;
import dev.penstock.admin.tokens.ManagementRing;
import dev.penstock.admin.tokens.SetUp;
import dev.penstock.admin.tokens.TokenMac;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.config.Hosts;
import dev.penstock.config.Settings;
import dev.penstock.control.Actor;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.provider.Providers;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.sqlite.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The management API and what it keeps, wired by hand. */
final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private final ControlFile store;
    private final AuditFile audit;
    private final Api api;
    private final SetUp setUp;
    private final ControlDesk desk;
    private final Snapshots snapshots;
    private final InstantSource clock;

    private ControlPlane(
            ControlFile store,
            AuditFile audit,
            Api api,
            SetUp setUp,
            ControlDesk desk,
            Snapshots snapshots,
            InstantSource clock) {
        this.desk = desk;
        this.snapshots = snapshots;
        this.clock = clock;
        this.store = store;
        this.audit = audit;
        this.api = api;
        this.setUp = setUp;
    }

    /** What is kept, opened before anything is served from it. */
    record Kept(ControlFile store, AuditFile audit, ControlState first, Keyring keyring) {
        static Kept open(Settings settings) throws IOException, NotStarted, InterruptedException {
            Path folder = Files.createDirectories(settings.data().resolve("control"));
            ControlFile store = ControlFile.open(folder.resolve("control.db"));
            AuditFile audit = AuditFile.open(settings.data().resolve("audit").resolve("audit.log"));
            try {
                Keyring keyring = Keyring.open(settings.masterKey(), store.sealedRows(), MasterKeys.ofProcess());
                return new Kept(store, audit, store.load(), keyring);
            } catch (IOException | NotStarted | InterruptedException e) {
                store.close();
                audit.close();
                throw e;
            }
        }

        void close() {
            keyring.close();
            store.close();
            audit.close();
        }
    }

    static ControlPlane of(
            Kept kept, Snapshots snapshots, Providers providers, IntSupplier port, TokenMac mac, Settings settings)
            throws IOException {
        Sealer sealer = new Sealing(kept.keyring.vault());
        InstantSource clock = InstantSource.system();
        Consumer<byte[]> random = new SecureRandom()::nextBytes;
        boolean offersSetUp = Hosts.isLoopback(settings.adminHost());
        ControlDesk desk = new ControlDesk(kept.store, kept.audit, clock, snapshots::take);
        ManagementRing ring = new ManagementRing(desk::state, mac, clock);
        SetUp setUp = new SetUp(desk, mac, clock, random, offersSetUp && ring.isEmpty());
        Premises premises =
                new Premises(snapshots::settings, () -> snapshots.current().gateways(), port);
        List<Endpoint> endpoints = new ArrayList<>();
        for (Endpoint.Set set : List.of(
                setUp,
                new Accounts(desk, premises::fileAccount, clock),
                new Gateways(desk, premises, sealer, clock),
                new CustomDomains(desk, premises, clock),
                new CustomProviders(
                        desk, sealer, clock, random, () -> snapshots.settings().egress()),
                new ProviderConfigs(desk, kept.keyring.vault(), new KeyRules(providers, snapshots), clock, random),
                new Revisions(desk, premises, clock),
                new OpenApi(() -> endpoints, version()))) {
            endpoints.addAll(set.endpoints());
        }
        Api api = new Api(endpoints, ring, directory(snapshots));
        ControlPlane plane = new ControlPlane(kept.store, kept.audit, api, setUp, desk, snapshots, clock);
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

    @Override
    public void close() {
        store.close();
        audit.close();
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
