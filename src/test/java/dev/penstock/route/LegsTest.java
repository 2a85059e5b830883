package dev.penstock.route;

import static dev.penstock.route.Graphs.element;
import static dev.penstock.route.Graphs.end;
import static dev.penstock.route.Graphs.model;
import static dev.penstock.route.Graphs.route;
import static dev.penstock.route.Graphs.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.LimitRule;
import dev.penstock.call.Routing;
import dev.penstock.json.JsonTree;
import dev.penstock.route.Leg.Ask;
import dev.penstock.route.Leg.Done;
import dev.penstock.route.Leg.Take;
import dev.penstock.route.Passed.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Leg by leg through each type of element. */
class LegsTest {
    private static final DynamicRoute SUPPORT = route(
            "support",
            start("plan"),
            element("plan", "conditional", "{'conditions':{'metadata.plan':'free'}}", "true", "quota", "false", "big"),
            element(
                    "quota",
                    "rate",
                    "{'limitType':'count','key':'metadata.user','limit':2,'window':60}",
                    "success",
                    "big",
                    "fallback",
                    "small"),
            element(
                    "big",
                    "model",
                    "{'provider':'openai','model':'gpt-4o','timeout':2500,'retries':2,'key':'team'}",
                    "success",
                    "end",
                    "fallback",
                    "small"),
            model("small", "end", "end"),
            end());

    @Test
    void a_condition_that_does_not_hold_leads_to_its_other_output() {
        Ask ask = (Ask) SUPPORT.start(Facts.NONE, 1);
        assertThat(ask.element()).isEqualTo("big");
        assertThat(ask.pool())
                .isEqualTo(new Pool(
                        Routing.Strategy.FIRST,
                        List.of(new Member("openai", "gpt-4o", 1, Optional.of("team"))),
                        Duration.ofMillis(2500),
                        2,
                        OptionalLong.empty(),
                        Optional.empty()));
        assertThat(ask.passed())
                .containsExactly(
                        new Passed("start", Kind.START, "route 'support' begins; on to 'plan'"),
                        new Passed("plan", Kind.CONDITIONAL, "the condition does not hold; on to 'big'"));
    }

    @Test
    void a_model_that_answered_leads_to_success_and_one_that_did_not_to_its_fallback() {
        Ask big = (Ask) SUPPORT.start(Facts.NONE, 1);
        assertThat(big.success())
                .isEqualTo(new Done(
                        List.of(
                                new Passed("big", Kind.MODEL, "answered; on to 'end'"),
                                new Passed("end", Kind.END, "the end")),
                        "end"));
        Ask small = (Ask) big.fallback();
        assertThat(small.element()).isEqualTo("small");
        assertThat(small.passed()).containsExactly(new Passed("big", Kind.MODEL, "no answer; on to 'small'"));
        assertThat(small.fallback()).isInstanceOf(Done.class);
    }

    @Test
    void a_quota_is_taken_before_it_is_known_which_way_the_call_goes() {
        Take take = (Take) SUPPORT.start(Facts.metadata("{'plan':'free','user':'a'}"), 1);
        assertThat(take.element()).isEqualTo("quota");
        assertThat(take.quota().id()).isEqualTo("support/quota");
        assertThat(take.quota().origin()).isEqualTo(LimitRule.Origin.ROUTE);
        assertThat(take.left().element()).isEqualTo("big");
        assertThat(take.exhausted().element()).isEqualTo("small");
        assertThat(take.nextAsk().map(Ask::element)).contains("big");
        assertThat(take.exhausted().passed())
                .containsExactly(new Passed("quota", Kind.RATE, "the quota is used up; on to 'small'"));
    }

    @Test
    void a_call_without_the_key_of_a_quota_passes_it() {
        Leg leg = SUPPORT.start(Facts.metadata("{'plan':'free'}"), 1);
        assertThat(leg.element()).isEqualTo("big");
        assertThat(leg.passed()).contains(new Passed("quota", Kind.RATE, "the call lacks metadata.user; on to 'big'"));
    }

    @Test
    void what_was_decided_tells_no_value_of_the_call() {
        DynamicRoute route = route(
                "split",
                start("half"),
                element("half", "percentage", "{'sticky':'metadata.user'}", "50%", "a", "50.0%", "b"),
                model("a", "end", "end"),
                model("b", "end", "end"),
                end());
        Leg leg = route.start(Facts.metadata("{'user':'somebody'}"), 1);
        assertThat(leg.passed().toString()).contains("by metadata.user").doesNotContain("somebody");
    }

    @Test
    void a_route_may_end_without_asking_anybody() {
        DynamicRoute route = route("none", start("end"), end());
        Leg leg = route.start(Facts.NONE, 1);
        assertThat(leg).isInstanceOf(Done.class);
        assertThat(leg.nextAsk()).isEmpty();
    }

    @Test
    void whether_anybody_may_be_asked_is_known_soon_however_many_quotas_stand_on_the_way() {
        assertThat(SUPPORT.start(Facts.metadata("{'plan':'free','user':'a'}"), 1)
                        .mayAsk())
                .isTrue();
        String[] elements = new String[98];
        elements[0] = start("q1");
        for (int i = 1; i < 97; i++) {
            String next = i == 96 ? "end" : "q" + (i + 1);
            elements[i] = element(
                    "q" + i,
                    "rate",
                    "{'limitType':'count','key':'metadata.user','limit':2,'window':60}",
                    "success",
                    next,
                    "fallback",
                    next);
        }
        elements[97] = end();
        // Way by way there would be 2 to the 96th of them.
        assertThat(route("quotas", elements)
                        .start(Facts.metadata("{'user':'a'}"), 1)
                        .mayAsk())
                .isFalse();
    }

    @Test
    void another_model_may_follow_a_success() {
        DynamicRoute route = route("twice", start("a"), model("a", "b", "end"), model("b", "end", "end"), end());
        Ask first = (Ask) route.start(Facts.NONE, 1);
        assertThat(first.success())
                .isInstanceOfSatisfying(
                        Ask.class, second -> assertThat(second.element()).isEqualTo("b"));
    }

    @Test
    void a_balance_is_a_pool_of_its_targets() {
        DynamicRoute route = route(
                "pool",
                start("all"),
                element(
                        "all",
                        "balance",
                        "{'strategy':'weighted','targets':[{'provider':'openai','model':'a','weight':3},"
                                + "{'provider':'anthropic','model':'b','key':'second'}],'timeout':1000,'retries':1,"
                                + "'affinity':'metadata.user','hedge':{'after':300,'most':2,'cost_cap':0.05}}",
                        "success",
                        "end",
                        "fallback",
                        "end"),
                end());
        Pool pool = ((Ask) route.start(Facts.NONE, 1)).pool();
        assertThat(pool.strategy()).isEqualTo(Routing.Strategy.WEIGHTED);
        assertThat(pool.members())
                .containsExactly(
                        new Member("openai", "a", 3, Optional.empty()),
                        new Member("anthropic", "b", 1, Optional.of("second")));
        assertThat(pool.affinity()).isEmpty();
        assertThat(pool.hedging()).hasValueSatisfying(hedging -> {
            assertThat(hedging.after()).contains(Duration.ofMillis(300));
            assertThat(hedging.most()).isEqualTo(2);
            assertThat(hedging.costCap().orElseThrow().amount()).isEqualTo(50_000_000);
            assertThat(hedging.to()).isEmpty();
        });
        OptionalLong one = affinity(route, "{'user':'a'}", 1);
        assertThat(one).isPresent().isEqualTo(affinity(route, "{'user':'a','plan':'x'}", 2));
        assertThat(one).isNotEqualTo(affinity(route, "{'user':'b'}", 1));
    }

    private static OptionalLong affinity(DynamicRoute route, String metadata, long seed) {
        return ((Ask) route.start(Facts.metadata(metadata), seed)).pool().affinity();
    }

    @Test
    void a_hedge_of_a_model_may_name_who_is_asked_beside_it() {
        DynamicRoute route = route(
                "hedged",
                start("a"),
                element(
                        "a",
                        "model",
                        "{'provider':'openai','model':'m','hedge':{'to':{'provider':'anthropic','model':'c'}}}",
                        "success",
                        "end"),
                end());
        Hedging hedging = ((Ask) route.start(Facts.NONE, 1)).pool().hedging().orElseThrow();
        assertThat(hedging)
                .isEqualTo(new Hedging(
                        Optional.empty(),
                        5,
                        Optional.empty(),
                        Optional.of(new Member("anthropic", "c", 1, Optional.empty()))));
    }

    @Test
    void a_book_finds_routes_by_their_whole_names() {
        DynamicRoute other = route("other name", start("end"), end());
        RouteBook book = RouteBook.of(List.of(SUPPORT, other, SUPPORT.named("other name")));
        assertThat(book.find("support")).containsSame(SUPPORT);
        assertThat(book.find("other name")).as("the first has it").containsSame(other);
        assertThat(book.find("Support")).isEmpty();
        assertThat(book.names()).containsExactly("other name", "support");
        assertThat(RouteBook.NONE.find("support")).isEmpty();
    }

    @Test
    void another_name_keeps_the_graph_and_moves_what_hangs_on_the_name() {
        Take take = (Take) SUPPORT.named("renamed").start(Facts.metadata("{'plan':'free','user':'a'}"), 1);
        assertThat(take.quota().id()).isEqualTo("renamed/quota");
        assertThat(SUPPORT.named("support")).isSameAs(SUPPORT);
    }

    @Test
    void what_is_penstocks_own_is_written_as_it_was_read() {
        String balance =
                "[" + start("b") + ",{'id':'b','type':'balance','properties':{'strategy':'round_robin','targets':"
                        + "[{'provider':'openai','model':'a','weight':3},{'provider':'anthropic','model':'b','key':'k','weight':1}],"
                        + "'timeout':5,'retries':1,'affinity':'body.user','hedge':{'after':250,'most':1,'cost_cap':0.02}},"
                        + "'outputs':{'success':{'elementId':'p'},'fallback':{'elementId':'m'}}},"
                        + "{'id':'p','type':'percentage','properties':{'sticky':'headers.x-user'},"
                        + "'outputs':{'100%':{'elementId':'m'}}},"
                        + "{'id':'m','type':'model','properties':{'provider':'openai','model':'m','key':'k','timeout':0,"
                        + "'retries':0,'hedge':{'after':'p95','most':5,'to':{'provider':'anthropic','model':'c','key':'z'}}},"
                        + "'outputs':{'success':{'elementId':'end'},'fallback':{'elementId':'end'}}}," + end() + "]";
        // A start and an end have no properties.
        String json = balance.replace('\'', '"');
        assertThat(JsonTree.read(Graphs.read(json).json().text())).isEqualTo(JsonTree.read(json));
        String older = json.replace("\"sticky\"", "\"key\"");
        assertThat(Graphs.read(older).json().text()).contains("\"sticky\":\"headers.x-user\"");
    }
}
