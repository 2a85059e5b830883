package dev.penstock.call;

import java.util.List;

/** Metering events sent to Stripe for each call. */
public record Stripe(Secret authorization, List<String> usageEvents) {
    public Stripe {
        usageEvents = List.copyOf(usageEvents);
    }
}
