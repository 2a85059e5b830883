package dev.penstock.control;

import java.util.List;
import java.util.Optional;

/**
 * One numbered change of what is kept.
 *
 * @param at epoch milliseconds
 * @param steps what became of each document it touched; only of those kinds that are configuration
 */
public record Revision(
        long number, long at, Actor actor, String account, String action, String object, List<Step> steps) {
    public Revision {
        steps = List.copyOf(steps);
    }

    /** One document before and after. */
    public record Step(Key key, Optional<Document> before, Optional<Document> after) {}
}
