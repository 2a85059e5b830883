package dev.penstock.call;

import java.util.Map;

/** What to do on a hazard in a prompt or an answer; a hazard without an action is ignored. */
public record Guardrails(Map<Hazard, ScreenAction> prompt, Map<Hazard, ScreenAction> response) {
    public Guardrails {
        prompt = Map.copyOf(prompt);
        response = Map.copyOf(response);
    }

    public boolean isEmpty() {
        return prompt.isEmpty() && response.isEmpty();
    }

    /** Cloudflare's codes: S1 to S13 are Llama Guard's hazards, P1 is prompt injection. */
    public enum Hazard {
        S1,
        S2,
        S3,
        S4,
        S5,
        S6,
        S7,
        S8,
        S9,
        S10,
        S11,
        S12,
        S13,
        P1
    }
}
