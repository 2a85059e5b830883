package dev.penstock.policy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.policy.limit.Made.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleIndexTest {
    private static final List<Property> PROPERTIES = List.of(
            new Property.Token(),
            new Property.Key(),
            new Property.Provider(),
            new Property.Model(),
            new Property.Session(),
            new Property.Metadata("user"),
            new Property.Metadata("team"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ten_thousand_rules_are_found_as_if_each_were_looked_at(long seed) {
        Random chance = new Random(seed);
        List<LimitRule> rules =
                IntStream.range(0, 10_000).mapToObj(i -> rule(i, chance)).toList();
        RuleIndex index = RuleIndex.of("a/g/", rules);

        int found = 0;
        for (int i = 0; i < 60; i++) {
            CallFacts facts = call(chance).facts();
            List<Applied> applied = new ArrayList<>();
            index.addApplied(facts, applied);
            assertThat(applied.stream().map(Applied::rule)).isEqualTo(naive(rules, facts));
            found += applied.size();
        }
        assertThat(found).isPositive();
    }

    @Test
    void rules_for_other_tokens_cost_nothing() {
        CallFacts facts = Call.PLAIN.withToken("t7").facts();
        for (int size : List.of(10, 10_000)) {
            List<LimitRule> rules = IntStream.range(0, size)
                    .mapToObj(i -> one(i, Map.of(new Property.Token(), Made.only("t" + i))))
                    .toList();
            assertThat(RuleIndex.of("a/g/", rules).candidates(facts)).containsExactly(7);
        }
    }

    @Test
    void what_many_rules_name_is_not_what_they_are_found_by() {
        List<LimitRule> rules = IntStream.range(0, 10_000)
                .mapToObj(i -> one(
                        i,
                        Map.of(
                                new Property.Token(),
                                Made.only("shared"),
                                new Property.Provider(),
                                Made.only("openai"),
                                Made.metadata("user"),
                                Made.only("u" + i))))
                .toList();
        CallFacts facts =
                Call.PLAIN.withToken("shared").saying("{'user':'u42'}").facts();

        assertThat(RuleIndex.of("a/g/", rules).candidates(facts)).containsExactly(42);
    }

    @Test
    void a_rule_that_names_a_model_in_both_ways_applies_once() {
        RuleIndex index = RuleIndex.of(
                "a/g/", List.of(one(0, Map.of(new Property.Model(), Made.only("gpt-4o", "openai/gpt-4o")))));

        assertThat(index.candidates(Call.PLAIN.facts())).containsExactly(0);
    }

    private static LimitRule one(int number, Map<Property, Match> by) {
        return Made.rule("r" + number, Counted.REQUESTS, 1, by);
    }

    private static LimitRule rule(int number, Random chance) {
        Map<Property, Match> by = new HashMap<>();
        for (Property property : PROPERTIES) {
            switch (chance.nextInt(6)) {
                case 0 -> by.put(property, new Match.Each());
                case 1, 2 -> by.put(property, new Match.Only(values(property, chance)));
                default -> {}
            }
        }
        return one(number, by);
    }

    private static List<String> values(Property property, Random chance) {
        return IntStream.rangeClosed(0, chance.nextInt(3))
                .mapToObj(i -> value(property, chance))
                .toList();
    }

    private static String value(Property property, Random chance) {
        int number = chance.nextInt(8);
        return switch (property) {
            case Property.Model ignored ->
                chance.nextBoolean() ? "m" + number : "p" + chance.nextInt(8) + "/m" + number;
            case Property.Key ignored -> chance.nextBoolean() ? "k" + number : "p" + chance.nextInt(8) + "/k" + number;
            case Property.Provider ignored -> "p" + number;
            case Property.Gateway ignored -> "v" + number;
            case Property.Token ignored -> "v" + number;
            case Property.Session ignored -> "v" + number;
            case Property.Body ignored -> "v" + number;
            case Property.Metadata ignored -> "v" + number;
            case Property.Field ignored -> "v" + number;
        };
    }

    private static Call call(Random chance) {
        Call call = Call.PLAIN.to("p" + chance.nextInt(8), "m" + chance.nextInt(8));
        call = chance.nextInt(4) == 0 ? call : call.withToken("v" + chance.nextInt(9));
        call = chance.nextInt(4) == 0 ? call : call.withKey("k" + chance.nextInt(9));
        call = chance.nextInt(4) == 0 ? call : call.in("v" + chance.nextInt(9));
        return switch (chance.nextInt(4)) {
            case 0 -> call;
            case 1 -> call.saying("{'user':'v" + chance.nextInt(9) + "'}");
            case 2 -> call.saying("{'team':'v" + chance.nextInt(9) + "','else':1}");
            default -> call.saying("{'user':'v" + chance.nextInt(9) + "','team':'v" + chance.nextInt(9) + "'}");
        };
    }

    /** Said again in the plainest way, with nothing shared but the call itself. */
    private static List<LimitRule> naive(List<LimitRule> rules, CallFacts facts) {
        return rules.stream()
                .filter(rule -> rule.by().entrySet().stream().allMatch(by -> fits(by.getKey(), by.getValue(), facts)))
                .toList();
    }

    private static boolean fits(Property property, Match match, CallFacts facts) {
        Optional<String> value = said(property, facts);
        return switch (match) {
            case Match.Each ignored -> value.isPresent();
            case Match.Only(List<String> values) ->
                value.isPresent()
                        && (values.contains(value.get())
                                || (isWithProvider(property) && values.contains(facts.provider() + "/" + value.get())));
        };
    }

    private static boolean isWithProvider(Property property) {
        return property instanceof Property.Model || property instanceof Property.Key;
    }

    private static Optional<String> said(Property property, CallFacts facts) {
        return switch (property) {
            case Property.Gateway ignored -> Optional.of(facts.scope().gateway());
            case Property.Token ignored -> facts.token();
            case Property.Key ignored -> facts.key();
            case Property.Provider ignored -> Optional.of(facts.provider());
            case Property.Model ignored -> Optional.of(facts.model());
            case Property.Session ignored -> facts.session();
            case Property.Body ignored -> Optional.of(facts.bodyHash().get());
            case Property.Metadata metadata ->
                Optional.ofNullable(facts.metadata().texts().get(metadata.key()));
            case Property.Field field -> facts.field().apply(field.path());
        };
    }
}
