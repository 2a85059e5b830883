package dev.penstock.admin.policies;

import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import dev.penstock.policy.rules.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The policies in force: what is committed, never what is drafted. */
public final class CommittedPolicies {
    private CommittedPolicies() {}

    /** Those of every gateway that has any, the oldest first. */
    public static Map<Scope, List<Policy>> all(ControlState state) {
        Map<Scope, List<Policy>> all = new HashMap<>();
        state.of(Kind.POLICY).stream()
                .sorted(Comparator.comparingLong(Document::createdAt).thenComparing(Document::id))
                .forEach(document -> new KeptPolicy(document)
                        .policy(false)
                        .ifPresent(policy -> all.computeIfAbsent(scope(document), ignored -> new ArrayList<>())
                                .add(policy)));
        return all;
    }

    private static Scope scope(Document document) {
        return new Scope(document.key().account(), document.key().gateway());
    }
}
