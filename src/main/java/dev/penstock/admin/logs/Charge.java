package dev.penstock.admin.logs;

import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;

/** Why an attempt costs what it costs, in words. */
final class Charge {
    private Charge() {}

    static String why(CallRow row, AttemptRow attempt) {
        return switch (attempt.settlement()) {
            case HELD -> "what it used is still being counted; what was reserved stays held";
            case RELEASED ->
                attempt.status() == 0
                        ? "nothing is charged: no request left, or nobody worked on it"
                        : "nothing is charged: providers charge nothing for a status of " + attempt.status();
            case EXPIRED -> "charged as reserved: the gateway stopped before it knew what was used";
            case SETTLED -> settled(row, attempt);
        };
    }

    private static String settled(CallRow row, AttemptRow attempt) {
        return switch (attempt.usageSource()) {
            case REPORTED -> priced(row, attempt, "charged as the provider reported it was used");
            case ESTIMATED -> priced(row, attempt, "charged as counted here: the provider reported no usage");
            case NONE -> unsaid(attempt);
        };
    }

    private static String priced(CallRow row, AttemptRow attempt, String charged) {
        if (attempt.costNano() == null) {
            return "what was used is known, a price for it is not";
        }
        return row.customCost() ? charged + ", at the price the call brought" : charged;
    }

    /** Only the provider knows; budgets then keep the most it can be. */
    private static String unsaid(AttemptRow attempt) {
        if (attempt.providerCostNano() != null) {
            return "only the provider knows what was used: limits keep the most it may cost";
        }
        return attempt.costNano() == null
                ? "what was used is not known, nor what it costs"
                : "nothing was used that is charged for";
    }
}
