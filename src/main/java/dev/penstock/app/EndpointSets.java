package dev.penstock.app;

import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.NewIds;
import dev.penstock.admin.Sealer;
import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.analytics.AnalyticsCharts;
import dev.penstock.admin.audit.AuditLogs;
import dev.penstock.admin.cache.Caches;
import dev.penstock.admin.cache.Explanations;
import dev.penstock.admin.domains.CustomDomains;
import dev.penstock.admin.evaluations.Datasets;
import dev.penstock.admin.evaluations.Evaluating;
import dev.penstock.admin.evaluations.EvaluationTypes;
import dev.penstock.admin.evaluations.Evaluations;
import dev.penstock.admin.explain.Forecasts;
import dev.penstock.admin.gateways.Gateways;
import dev.penstock.admin.gateways.Premises;
import dev.penstock.admin.health.HealthStates;
import dev.penstock.admin.keys.ProviderConfigs;
import dev.penstock.admin.limits.Limits;
import dev.penstock.admin.logs.Logs;
import dev.penstock.admin.openapi.OpenApi;
import dev.penstock.admin.policies.Policies;
import dev.penstock.admin.prices.Prices;
import dev.penstock.admin.prices.Repricing;
import dev.penstock.admin.providers.CustomProviders;
import dev.penstock.admin.revisions.Revisions;
import dev.penstock.admin.routes.DynamicRoutes;
import dev.penstock.admin.tokens.SetUp;
import dev.penstock.admin.tokens.Tokens;
import dev.penstock.control.ControlDesk;
import dev.penstock.provider.Providers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All that the management API answers, set by set. */
record EndpointSets(
        Kept kept,
        Logbook logbook,
        Snapshots snapshots,
        Providers providers,
        Directory directory,
        ControlPlane.Around around) {

    List<Endpoint> all(SetUp setUp, Evaluating evaluating, Repricing repricing) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<Endpoint.Set> sets = new ArrayList<>();
        sets.add(setUp);
        sets.addAll(configuration());
        sets.addAll(secrets());
        sets.addAll(calls(evaluating));
        sets.add(new Prices(snapshots.prices(), repricing, kept.desk(), new NewIds(around.random()), around.clock()));
        sets.add(new OpenApi(() -> endpoints, version()));
        sets.forEach(set -> endpoints.addAll(set.endpoints()));
        return endpoints;
    }

    private List<Endpoint.Set> configuration() {
        ControlDesk desk = kept.desk();
        InstantSource clock = around.clock();
        Sealer sealer = new Sealing(kept.vault());
        NewIds ids = new NewIds(around.random());
        Premises premises =
                new Premises(snapshots::settings, () -> snapshots.current().gateways(), around.port());
        return List.of(
                new Accounts(desk, premises::fileAccount, logbook.keeper(), clock),
                new Gateways(desk, premises, sealer, logbook.keeper(), clock),
                new CustomDomains(desk, premises, clock),
                new CustomProviders(
                        desk,
                        sealer,
                        clock,
                        around.random(),
                        () -> snapshots.settings().egress()),
                new DynamicRoutes(desk, providers.slugs(), premises::declaresRoute, ids, clock),
                new Policies(desk, ids, clock),
                new Limits(around.limits()),
                new HealthStates(around.health()),
                new Caches(around.cache(), desk),
                new Explanations(around.cache()),
                new Forecasts(around.cache()),
                new Revisions(desk, premises, logbook.keeper(), clock));
    }

    private List<Endpoint.Set> secrets() {
        ControlDesk desk = kept.desk();
        InstantSource clock = around.clock();
        return List.of(
                new Tokens(
                        desk,
                        snapshots::settings,
                        directory,
                        kept.mac(),
                        snapshots.tokenUses(),
                        clock,
                        around.random()),
                new ProviderConfigs(desk, kept.vault(), new KeyRules(providers, snapshots), clock, around.random()),
                new AuditLogs(desk));
    }

    private List<Endpoint.Set> calls(Evaluating evaluating) {
        ControlDesk desk = kept.desk();
        InstantSource clock = around.clock();
        NewIds ids = new NewIds(around.random());
        return List.of(
                new Logs(logbook.history(), logbook.keeper(), desk, snapshots.prices()),
                new AnalyticsCharts(new OwnSums(logbook.analytics(), desk::state), directory, clock),
                new Datasets(desk, ids, clock),
                new EvaluationTypes(),
                new Evaluations(desk, evaluating, ids, clock));
    }

    private static String version() {
        return Objects.requireNonNullElse(EndpointSets.class.getPackage().getImplementationVersion(), "unpacked");
    }
}
