package dev.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admin.keys.KeyLimits;
import dev.penstock.admin.policies.CommittedPolicies;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Scope;
import dev.penstock.call.Window;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept, as the data path decides by it. */
class KeptRulesTest {
    private static final Scope ONE = new Scope("acme", "one");
    private static final Scope TWO = new Scope("acme", "two");

    @Test
    void policies_in_force_are_those_committed_of_each_gateway_the_oldest_first() {
        ControlState state = state(
                put(Kind.POLICY, ONE, "b", "{'committed':" + policy("late") + "}", 20),
                put(Kind.POLICY, ONE, "c", "{'committed':" + policy("early") + ",'draft':" + policy("other") + "}", 10),
                put(Kind.POLICY, ONE, "d", "{'draft':" + policy("drafted") + "}", 5),
                put(Kind.POLICY, TWO, "e", "{'committed':" + policy("two") + "}", 1));

        Map<Scope, List<Policy>> all = CommittedPolicies.all(state);

        assertThat(all).containsOnlyKeys(ONE, TWO);
        assertThat(all.get(ONE)).extracting(Policy::name).containsExactly("early", "late");
        assertThat(all.get(TWO)).extracting(Policy::name).containsExactly("two");
    }

    @Test
    void the_limit_of_a_stored_key_is_a_rule_of_its_gateway_for_that_key_alone() {
        ControlState state = state(key("k1", "'rate_limit':5,'rate_limit_period':10"));

        LimitRule rule = KeyLimits.all(state).getOrDefault(ONE, List.of()).getFirst();

        assertThat(rule)
                .returns("k1", LimitRule::id)
                .returns(Origin.STORED_KEY, LimitRule::origin)
                .returns(Counted.REQUESTS, LimitRule::counted)
                .returns(5L, LimitRule::limit)
                .returns(new Window.Sliding(Duration.ofSeconds(10)), LimitRule::window);
        assertThat(rule.by())
                .isEqualTo(Map.of(
                        new Property.Provider(), new Match.Only(List.of("openai")),
                        new Property.Key(), new Match.Only(List.of("main"))));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'rate_limit':5 | 60",
                "'rate_limit':0,'rate_limit_period':9 |",
                "'rate_limit':5,'rate_limit_period':0 |",
                "'rate_limit_period':5 |"
            })
    void a_limit_without_a_period_is_one_of_a_minute_and_zero_is_off(String given, Long seconds) {
        List<LimitRule> rules = KeyLimits.all(state(key("k1", given))).getOrDefault(ONE, List.of());

        assertThat(rules)
                .extracting(LimitRule::window)
                .isEqualTo(seconds == null ? List.of() : List.of(new Window.Sliding(Duration.ofSeconds(seconds))));
    }

    private static Edit key(String id, String limit) {
        return put(
                Kind.PROVIDER_CONFIG,
                ONE,
                id,
                "{'provider':'openai','alias':'main','is_default':true,'version':1," + limit + "}",
                1);
    }

    private static String policy(String name) {
        return "{'name':'" + name + "','actor':'all','resource':'*','condition':'true','action':{'type':'no-limit'}}";
    }

    private static Edit put(Kind kind, Scope scope, String id, String json, long at) {
        JsonTree body = JsonTree.read(json.replace('\'', '"'));
        return new Edit.Put(new Document(Key.of(kind, scope, id), body, at, at));
    }

    private static ControlState state(Edit... edits) {
        return ControlState.EMPTY.with(1, List.of(edits));
    }
}
