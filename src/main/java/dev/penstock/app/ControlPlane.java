package dev.penstock.app;

import dev.penstock.admin.Api;
import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.tokens.ManagementRing;
import dev.penstock.admin.tokens.SetUp;
import dev.penstock.admin.tokens.TokenMac;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.sqlite.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The management API and what it keeps, wired by hand. */
final class ControlPlane implements AutoCloseable {
    private final ControlFile store;
    private final AuditFile audit;
    private final Api api;
    private final SetUp setUp;

    private ControlPlane(ControlFile store, AuditFile audit, Api api, SetUp setUp) {
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
            Kept kept,
            Snapshots snapshots,
            TokenMac mac,
            InstantSource clock,
            Consumer<byte[]> random,
            boolean offersSetUp)
            throws IOException {
        ControlDesk desk = new ControlDesk(kept.store, kept.audit, clock, snapshots::take);
        ManagementRing ring = new ManagementRing(desk::state, mac, clock);
        SetUp setUp = new SetUp(desk, mac, clock, random, offersSetUp && ring.isEmpty());
        List<Endpoint> endpoints = new ArrayList<>();
        for (Endpoint.Set set :
                List.of(setUp, new Accounts(desk, () -> snapshots.settings().account(), clock))) {
            endpoints.addAll(set.endpoints());
        }
        return new ControlPlane(kept.store, kept.audit, new Api(endpoints, ring, directory(snapshots)), setUp);
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
