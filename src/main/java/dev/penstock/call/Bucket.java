package dev.penstock.call;

/**
 * What is counted together. Two buckets of the same key are the same bucket.
 *
 * @param key account, gateway, rule and the values of its partitions; see {@link LimitRule}
 */
public record Bucket(String key, Counted counted, Window window) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Bucket bucket && bucket.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
