package dev.penstock.store.sqlite;

import dev.penstock.call.Scope;
import dev.penstock.record.Granularity;
import dev.penstock.record.LogScope;
import dev.penstock.record.RollupDimension;
import dev.penstock.record.RollupDimension.Fact;
import dev.penstock.record.RollupDimension.Metadata;
import dev.penstock.record.RollupFilter;
import dev.penstock.record.RollupQuery;
import java.util.List;
import java.util.Set;

/** Questions of every shape over a range. */
final class RollupQuestions {
    private static final LogScope EVERYTHING = new LogScope.Everything();

    private RollupQuestions() {}

    static RollupQuery query(
            LogScope scope, long since, long until, Granularity granularity, RollupDimension... groupBy) {
        return new RollupQuery(
                scope, since, until, granularity, List.of(groupBy), List.of(), List.of(), RollupQuery.MOST_GROUPS);
    }

    static RollupQuery filtered(RollupQuery query, RollupDimension dimension, boolean wanted, String... values) {
        RollupFilter filter = new RollupFilter(dimension, wanted, Set.of(values));
        return new RollupQuery(
                query.scope(),
                query.since(),
                query.until(),
                query.granularity(),
                query.groupBy(),
                List.of(filter),
                query.order(),
                query.limit());
    }

    static List<RollupQuery> of(long since, long until) {
        LogScope account = new LogScope.Account("account-1");
        LogScope gateway = new LogScope.Gateway(new Scope("account-0", "gateway-2"));
        return List.of(
                query(EVERYTHING, since, until, Granularity.ALL),
                query(EVERYTHING, since, until, Granularity.DAY, Fact.ACCOUNT, Fact.PROVIDER),
                query(EVERYTHING, since, until, Granularity.HOUR, Fact.STATUS),
                query(EVERYTHING, since, until, Granularity.MINUTE),
                query(account, since, until, Granularity.DAY, Fact.GATEWAY, Fact.PROVIDER, Fact.MODEL, Fact.STATUS),
                query(account, since, until, Granularity.FIFTEEN_MINUTES, Fact.MODEL),
                query(account, since, until, Granularity.DAY, new Metadata("team")),
                query(account, since, until, Granularity.ALL, Fact.GATEWAY, new Metadata("region")),
                query(account, since, until, Granularity.HOUR, new Metadata("nobody's")),
                query(gateway, since, until, Granularity.HOUR, Fact.MODEL),
                query(gateway, since, until, Granularity.ALL, new Metadata("user")),
                query(gateway, since + 7 * 60_000, until - 3 * 3_601_000, Granularity.ALL, Fact.PROVIDER),
                query(account, since + 12_345_678, until - 2_345_678, Granularity.HOUR, Fact.PROVIDER),
                filtered(query(EVERYTHING, since, until, Granularity.DAY), Fact.MODEL, true, "model-0-0", "model-1-2"),
                filtered(query(account, since, until, Granularity.ALL, Fact.PROVIDER), Fact.STATUS, false, "200"),
                filtered(query(account, since, until, Granularity.DAY), new Metadata("team"), true, "team-3"));
    }
}
