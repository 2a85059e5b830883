package dev.penstock.provider;

import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules;

/**
 * One POST a provider serves and we can read.
 *
 * @param path below the slug; a name in braces is filled in by the caller
 */
public record Served(String path, Dialect dialect, UsageRules rules) {
    /** What is passed on unread. */
    public static final Served UNREAD = new Served("{path}", Dialect.OPAQUE, UsageRules.UNASKED);
}
