package dev.penstock.policy.limit;

import dev.penstock.call.Bucket;
import dev.penstock.call.LimitRule;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A rule in force, beside what tells its buckets from those of other rules: for whoever shows how limits stand. */
public final class ListedRule {
    private final LimitRule rule;
    private final String keyPrefix;
    private final boolean isSplit;
    private final Function<String, Optional<Map<String, String>>> values;

    private ListedRule(
            LimitRule rule, String keyPrefix, boolean isSplit, Function<String, Optional<Map<String, String>>> values) {
        this.rule = rule;
        this.keyPrefix = keyPrefix;
        this.isSplit = isSplit;
        this.values = values;
    }

    /** @param key what the keys of all its buckets begin with */
    static ListedRule of(LimitRule rule, String key) {
        boolean isSplit = rule.by().containsValue(new LimitRule.Match.Each());
        return new ListedRule(rule, key, isSplit, bucket -> ofRule(key, bucket));
    }

    /**
     * A policy's cap.
     *
     * @param keyPrefix what the keys of all policies' buckets begin with
     * @param values of a bucket's key; empty where the bucket is another policy's
     */
    static ListedRule ofPolicy(
            LimitRule rule, String keyPrefix, Function<String, Optional<Map<String, String>>> values) {
        return new ListedRule(rule, keyPrefix, true, values);
    }

    public LimitRule rule() {
        return rule;
    }

    /** What the keys of its buckets begin with; others may begin so too. */
    public String keyPrefix() {
        return keyPrefix;
    }

    /** Whether it has a bucket for each value of something; otherwise it has one, whose key is the prefix. */
    public boolean isSplit() {
        return isSplit;
    }

    /** The rule's bucket of this key. */
    public Bucket bucket(String key) {
        return new Bucket(key, rule.counted(), rule.window());
    }

    /** What a bucket is for, by the properties it is split by; empty where it is not one of this rule's. */
    public Optional<Map<String, String>> values(String key) {
        return values.apply(key);
    }

    /** All properties a rule looks at, as a file names them: "each", or the values that are the rule's. */
    public Map<String, Object> by() {
        return rule.by().entrySet().stream()
                .collect(Collectors.toMap(
                        one -> Properties.name(one.getKey()),
                        one -> switch (one.getValue()) {
                            case LimitRule.Match.Each ignored -> "each";
                            case LimitRule.Match.Only only -> only.values();
                        },
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static Optional<Map<String, String>> ofRule(String rule, String bucket) {
        if (bucket.equals(rule)) {
            return Optional.of(Map.of());
        }
        return bucket.startsWith(rule + "/")
                ? Optional.of(BucketKeys.values(bucket.substring(rule.length() + 1)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "ListedRule[" + keyPrefix + "]";
    }
}
