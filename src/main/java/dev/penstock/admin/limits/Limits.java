package dev.penstock.admin.limits;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Paging;
import dev.penstock.admin.Query;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.call.Scope;
import dev.penstock.policy.limit.ListedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows how every limit of a gateway or an account stands now: what is taken, held and left in each of its buckets. */
public final class Limits implements Endpoint.Set {
    private static final int USUAL_BUCKETS = 20;
    private static final int MOST_BUCKETS = 1_000;

    private final LimitStates states;

    public Limits(LimitStates states) {
        this.states = states;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        "GET",
                        Endpoint.GATEWAY + "/limits",
                        new Access(Level.GATEWAY, Role.VIEWER),
                        sheet("Show how the limits of a gateway stand"),
                        this::ofGateway),
                new Endpoint(
                        "GET",
                        Endpoint.AI_GATEWAY + "/limits",
                        new Access(Level.ACCOUNT, Role.VIEWER),
                        sheet("Show how the limits of an account and of all its gateways stand"),
                        this::ofAccount));
    }

    private static Sheet sheet(String summary) {
        return Sheet.of("limits", summary, Schemas.page(LimitView.SCHEMA))
                .with(
                        new Sheet.Parameter("rule", "Only rules with this id", Schemas.TEXT),
                        new Sheet.Parameter("page", "The page of rules, from 1", Schemas.WHOLE),
                        new Sheet.Parameter("per_page", "Rules on a page, 1 to 50", Schemas.WHOLE),
                        new Sheet.Parameter("bucket_page", "The page of each rule's buckets, from 1", Schemas.WHOLE),
                        new Sheet.Parameter(
                                "buckets",
                                "Buckets shown of each rule, 1 to " + MOST_BUCKETS + "; " + USUAL_BUCKETS
                                        + " unless given",
                                Schemas.WHOLE));
    }

    /** A rule and the gateway it belongs to; an account's belong to none. */
    private record Placed(Optional<String> gateway, ListedRule rule) {}

    private Answer ofGateway(ApiCall call) {
        return shown(call.query(), placed(call.scope()));
    }

    private Answer ofAccount(ApiCall call) {
        List<Placed> all = new ArrayList<>();
        states.ofAccount(call.account()).forEach(rule -> all.add(new Placed(Optional.empty(), rule)));
        states.gateways(call.account()).forEach(scope -> all.addAll(placed(scope)));
        return shown(call.query(), all);
    }

    private List<Placed> placed(Scope scope) {
        return states.ofGateway(scope).stream()
                .map(rule -> new Placed(Optional.of(scope.gateway()), rule))
                .toList();
    }

    private Answer shown(Query query, List<Placed> all) {
        Optional<String> wanted = query.first("rule");
        List<Placed> rules = all.stream()
                .filter(one -> wanted.map(one.rule.rule().id()::equals).orElse(true))
                .toList();
        Paging buckets = new Paging(
                query.whole("bucket_page", 1, 1_000_000).orElse(1),
                query.whole("buckets", 1, MOST_BUCKETS).orElse(USUAL_BUCKETS));
        return query.paging(USUAL_BUCKETS, 50)
                .of(rules, one -> LimitView.of(one.gateway, one.rule, states.buckets(one.rule), buckets));
    }
}
