package dev.penstock.policy.limit;

import java.util.Map;

/**
 * What the key of a bucket says, for whoever explains a call.
 *
 * @param origin where the rule comes from: rate, spend, limit, account, key, run, policy or route
 * @param rule its id; the digest of a very long one
 * @param values what the bucket is for, by the properties its rule is split by
 */
public record BucketName(String origin, String rule, Map<String, String> values) {
    private static final int PLACE = 3;

    /** A key that no rule of today makes names itself. */
    public static BucketName of(String key) {
        String[] parts = key.split("/", PLACE + 1);
        int colon = parts.length < PLACE ? -1 : parts[PLACE - 1].indexOf(':');
        if (colon < 0) {
            return new BucketName("unknown", key, Map.of());
        }
        String named = parts[PLACE - 1];
        return new BucketName(
                named.substring(0, colon),
                BucketKeys.id(named.substring(0, colon + 1), named),
                parts.length > PLACE ? BucketKeys.values(parts[PLACE]) : Map.of());
    }
}
