package dev.penstock.app;

import dev.penstock.admin.Api;
import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.FailedEntries;
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.analytics.AnalyticsCharts;
import dev.penstock.admin.audit.AuditLogs;
import dev.penstock.admin.keys.ProviderConfigs;
import dev.penstock.admin.logs.Logs;
import dev.penstock.admin.tokens.ManagementRing;
import dev.penstock.admin.tokens.SetUp;
import dev.penstock.admin.tokens.Tokens;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.control.ControlDesk;
import dev.penstock.identity.TokenMac;
import dev.penstock.provider.Providers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The management API, wired by hand. */
final class ControlPlane {
    private final Api api;
    private final SetUp setUp;

    private ControlPlane(Api api, SetUp setUp) {
        this.api = api;
        this.setUp = setUp;
    }

    /**
     * What the process finds around itself.
     *
     * @param isPrivate whether only this machine can reach the management listener
     */
    record Around(InstantSource clock, LongSupplier nanos, Consumer<byte[]> random, boolean isPrivate) {}

    static ControlPlane of(Kept kept, Logbook logbook, Snapshots snapshots, Providers providers, Around around) {
        ControlDesk desk = kept.desk();
        desk.follow(snapshots::take);
        TokenMac mac = kept.mac();
        InstantSource clock = around.clock;
        Directory directory = directory(snapshots);
        ManagementRing ring = new ManagementRing(
                desk::state, snapshots::settings, mac, clock, snapshots.tokenUses(), around.isPrivate);
        SetUp setUp = new SetUp(desk, ring, mac, clock, around.random, around.isPrivate);
        List<Endpoint> endpoints = new ArrayList<>();
        for (Endpoint.Set set : List.of(
                setUp,
                new Accounts(desk, () -> snapshots.settings().account(), clock),
                new ProviderConfigs(desk, kept.vault(), new KeyRules(providers, snapshots), clock, around.random),
                new Logs(logbook.history(), logbook.keeper(), desk),
                new AnalyticsCharts(logbook.analytics(), directory, clock),
                new Tokens(desk, snapshots::settings, directory, mac, snapshots.tokenUses(), clock, around.random),
                new AuditLogs(desk))) {
            endpoints.addAll(set.endpoints());
        }
        return new ControlPlane(new Api(endpoints, ring, directory, new FailedEntries(around.nanos)), setUp);
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
