package dev.penstock.call;

import java.util.List;
import java.util.Set;

/** Scanning of prompts and answers for data that must not leave. The legacy form is one policy on both sides. */
public record Dlp(boolean enabled, List<Policy> policies) {
    public Dlp {
        policies = List.copyOf(policies);
    }

    /** One rule: which profiles, on which side, and what then. */
    public record Policy(String id, boolean enabled, ScreenAction action, Set<Side> check, List<String> profiles) {
        public Policy {
            check = Set.copyOf(check);
            profiles = List.copyOf(profiles);
        }
    }

    /** What is scanned. */
    public enum Side {
        REQUEST,
        RESPONSE
    }
}
