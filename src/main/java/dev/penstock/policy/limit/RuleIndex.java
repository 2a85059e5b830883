package dev.penstock.policy.limit;

import dev.penstock.call.Bucket;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rules, found by what a call says. A rule for certain values only stands under those of its property that the fewest
 * rules name, so that a call looks at few of many; a rule for every value is looked at by every call.
 */
public final class RuleIndex {
    static final RuleIndex NONE = new RuleIndex(List.of(), new int[0], Map.of());

    private final List<Entry> entries;
    private final int[] always;
    private final Map<Property, Map<String, int[]>> byValue;

    private RuleIndex(List<Entry> entries, int[] always, Map<Property, Map<String, int[]>> byValue) {
        this.entries = entries;
        this.always = always;
        this.byValue = byValue;
    }

    /**
     * A rule beside what is the same for all its buckets.
     *
     * @param key what their keys begin with
     * @param split the properties with a bucket for each value, in the order of the key
     */
    private record Entry(LimitRule rule, String key, List<Property> split) {
        static Entry of(String place, LimitRule rule) {
            List<Property> split = rule.by().entrySet().stream()
                    .filter(by -> by.getValue() instanceof Match.Each)
                    .map(Map.Entry::getKey)
                    .sorted(Properties.ORDER)
                    .toList();
            return new Entry(rule, BucketKeys.rule(place, rule), split);
        }

        Optional<Applied> applied(CallFacts facts) {
            if (rule.counted() == Counted.OPEN_STREAMS && !facts.stream()) {
                return Optional.empty();
            }
            for (Map.Entry<Property, Match> by : rule.by().entrySet()) {
                if (by.getValue() instanceof Match.Only(List<String> values)
                        && Properties.names(by.getKey(), facts).stream().noneMatch(values::contains)) {
                    return Optional.empty();
                }
            }
            return bucket(facts);
        }

        private Optional<Applied> bucket(CallFacts facts) {
            StringBuilder whole = new StringBuilder(key);
            for (Property property : split) {
                Optional<String> value = Properties.value(property, facts);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                BucketKeys.append(whole, Properties.name(property), value.get());
            }
            return Optional.of(new Applied(rule, new Bucket(whole.toString(), rule.counted(), rule.window())));
        }
    }

    private record Named(Property property, String value) {}

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The rules of a whole account: made once, and shared by its gateways. */
    static RuleIndex ofAccount(String account, List<LimitRule> rules) {
        return of(BucketKeys.ofAccount(account), rules);
    }

    /** @param place what the keys of their buckets begin with */
    static RuleIndex of(String place, List<LimitRule> rules) {
        Map<Named, Integer> crowds = new HashMap<>();
        rules.forEach(rule -> rule.by()
                .forEach((property, match) ->
                        named(property, match).forEach(named -> crowds.merge(named, 1, Integer::sum))));
        Map<Property, Map<String, List<Integer>>> byValue = new HashMap<>();
        List<Integer> always = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            int number = i;
            List<Named> places = fewest(rules.get(i), crowds);
            if (places.isEmpty()) {
                always.add(number);
            }
            places.forEach(named -> byValue.computeIfAbsent(named.property, ignored -> new HashMap<>())
                    .computeIfAbsent(named.value, ignored -> new ArrayList<>())
                    .add(number));
        }
        List<Entry> entries = rules.stream().map(rule -> Entry.of(place, rule)).toList();
        return new RuleIndex(entries, ints(always), packed(byValue));
    }

    /** In the order the rules were given. */
    void addApplied(CallFacts facts, List<Applied> out) {
        for (int number : candidates(facts)) {
            entries.get(number).applied(facts).ifPresent(out::add);
        }
    }

    /** All of them, in their order. */
    List<ListedRule> listed() {
        return entries.stream()
                .map(entry -> ListedRule.of(entry.rule, entry.key))
                .toList();
    }

    boolean countsMoney() {
        return entries.stream().anyMatch(entry -> entry.rule.counted() == Counted.COST);
    }

    /** The numbers of the rules a call looks at, in their order. */
    int[] candidates(CallFacts facts) {
        if (byValue.isEmpty()) {
            return always;
        }
        List<int[]> found = new ArrayList<>();
        Properties.FIXED.forEach(property -> find(property, facts, found));
        facts.metadata().texts().keySet().forEach(name -> find(new Property.Metadata(name), facts, found));
        if (found.isEmpty()) {
            return always;
        }
        found.add(always);
        // A rule may be found by two names of one value.
        return found.stream().flatMapToInt(Arrays::stream).sorted().distinct().toArray();
    }

    private void find(Property property, CallFacts facts, List<int[]> found) {
        Map<String, int[]> values = byValue.get(property);
        if (values == null) {
            return;
        }
        for (String name : Properties.names(property, facts)) {
            int[] numbers = values.get(name);
            if (numbers != null) {
                found.add(numbers);
            }
        }
    }

    /** How many rules a call would look at in vain decides, not which property it is. */
    private static List<Named> fewest(LimitRule rule, Map<Named, Integer> crowds) {
        List<Named> best = List.of();
        int fewest = Integer.MAX_VALUE;
        for (Map.Entry<Property, Match> by : rule.by().entrySet()) {
            List<Named> places = named(by.getKey(), by.getValue());
            int crowd = places.stream()
                    .mapToInt(named -> crowds.getOrDefault(named, 0))
                    .max()
                    .orElse(Integer.MAX_VALUE);
            if (crowd < fewest) {
                best = places;
                fewest = crowd;
            }
        }
        return best;
    }

    private static List<Named> named(Property property, Match match) {
        return switch (match) {
            case Match.Each ignored -> List.of();
            case Match.Only(List<String> values) ->
                values.stream()
                        .distinct()
                        .map(value -> new Named(property, value))
                        .toList();
        };
    }

    private static Map<Property, Map<String, int[]>> packed(Map<Property, Map<String, List<Integer>>> byValue) {
        Map<Property, Map<String, int[]>> packed = new HashMap<>();
        byValue.forEach((property, values) -> {
            Map<String, int[]> numbers = new HashMap<>();
            values.forEach((value, list) -> numbers.put(value, ints(list)));
            packed.put(property, numbers);
        });
        return packed;
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().flatMapToInt(IntStream::of).toArray();
    }
}
