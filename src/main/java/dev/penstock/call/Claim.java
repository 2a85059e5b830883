package dev.penstock.call;

/**
 * What one attempt wants of one bucket.
 *
 * @param rule the rule that asks for it
 * @param amount the most it may come to; never negative
 * @param limit the most the bucket may hold
 * @param strict whether the whole amount must fit; if not, there must be something left, and nothing is held
 */
public record Claim(Bucket bucket, LimitRule rule, long amount, long limit, boolean strict) {}
