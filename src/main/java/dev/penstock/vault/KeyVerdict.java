package dev.penstock.vault;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What the master keys at hand are to a store. */
public sealed interface KeyVerdict {
    /** The store holds nothing yet. */
    record Unused() implements KeyVerdict {}

    /**
     * They open all there is.
     *
     * @param settled whether all is sealed under the first of them
     */
    record Good(boolean settled) implements KeyVerdict {}

    /** Some are not at hand; ids of those missing and of those offered. */
    record Missing(NavigableSet<String> needed, List<String> offered) implements KeyVerdict {
        public Missing {
            needed = Collections.unmodifiableNavigableSet(new TreeSet<>(needed));
            offered = List.copyOf(offered);
        }
    }

    /** The keys are right, but the stored check was changed by somebody else. */
    record Damaged() implements KeyVerdict {}
}
