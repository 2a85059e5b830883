package dev.penstock.admin.analytics;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Directory;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Reach;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.record.Analytics;
import dev.penstock.record.LogScope;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where analytics are asked for: charts of an account or a gateway, and Cloudflare's GraphQL. */
public final class AnalyticsCharts implements Endpoint.Set {
    private static final Sheet.Parameter[] PARAMETERS = {
        new Sheet.Parameter("since", "RFC 3339, a date or epoch milliseconds; a day before 'until'.", Schemas.TEXT),
        new Sheet.Parameter("until", "Where it ends; now.", Schemas.TEXT),
        new Sheet.Parameter(
                "granularity", "minute, five_minutes, fifteen_minutes, hour, day or all; hour.", Schemas.TEXT),
        new Sheet.Parameter("group_by", "gateway, provider, model, status, metadata.KEY, with commas.", Schemas.TEXT),
        new Sheet.Parameter("order", "A measure, after '-' the largest first; -requests.", Schemas.TEXT),
        new Sheet.Parameter("limit", "The most series, 1 to 1,000; 20.", Schemas.WHOLE)
    };

    private final Analytics analytics;
    private final Directory directory;
    private final InstantSource clock;

    public AnalyticsCharts(Analytics analytics, Directory directory, InstantSource clock) {
        this.analytics = analytics;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Map<String, Object> chart = Schemas.result(Map.of("type", "object"));
        Sheet account =
                Sheet.of("analytics", "Usage of an account over time", chart).with(PARAMETERS);
        Sheet gateway =
                Sheet.of("analytics", "Usage of a gateway over time", chart).with(PARAMETERS);
        Sheet graph = Sheet.of("analytics", "Usage as Cloudflare's GraphQL gives it", Map.of("type", "object"))
                .taking(Schemas.object(
                        "query", Schemas.TEXT, "variables?", Schemas.ANY, "operationName?", Schemas.ANY));
        return List.of(
                new Endpoint(
                        "GET",
                        Endpoint.AI_GATEWAY + "/analytics",
                        new Access(Level.ACCOUNT, Role.VIEWER),
                        account,
                        call -> chart(call, new LogScope.Account(call.account()))),
                new Endpoint(
                        "GET",
                        Endpoint.GATEWAY + "/analytics",
                        new Access(Level.GATEWAY, Role.VIEWER),
                        gateway,
                        call -> chart(call, new LogScope.Gateway(call.scope()))),
                new Endpoint("POST", "/client/v4/graphql", new Access(Level.HOLDER, Role.VIEWER), graph, this::graph));
    }

    private Answer chart(ApiCall call, LogScope scope) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        call.query().pairs().forEach(pair -> parameters.putIfAbsent(pair.getKey(), pair.getValue()));
        try {
            return Answer.of(Charts.answer(analytics, scope, parameters, clock.instant()));
        } catch (BadQuestion wrong) {
            throw ApiRefused.invalid(Problem.inQuery(String.valueOf(wrong.getMessage()), wrong.path()));
        }
    }

    private Answer graph(ApiCall call) throws IOException {
        return Answer.json(
                200,
                GraphQl.answer(
                        analytics, account -> readable(call.holder().reach(), account), call.body(), clock.instant()));
    }

    /** What the caller may see of an account; nothing of one that is another's or does not exist. */
    private Optional<LogScope> readable(Reach reach, String account) {
        if (!directory.hasAccount(account)) {
            return Optional.empty();
        }
        return switch (reach) {
            case Reach.Installation ignored -> Optional.of(new LogScope.Account(account));
            case Reach.Account own ->
                own.account().equals(account) ? Optional.of(new LogScope.Account(account)) : Optional.empty();
            case Reach.Gateway own ->
                own.scope().account().equals(account)
                        ? Optional.of(new LogScope.Gateway(own.scope()))
                        : Optional.empty();
        };
    }
}
