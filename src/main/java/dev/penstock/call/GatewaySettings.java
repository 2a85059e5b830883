package dev.penstock.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One gateway as Cloudflare's management API describes it: the same switches, grouped by what they steer.
 *
 * @param id 1 to 64 characters; stands in URLs
 * @param authentication whether a call needs a gateway token
 * @param collectLogs whether calls are logged unless a request header says otherwise
 * @param logClassification whether logged calls are labelled by task
 * @param dlp scanning for data that must not leave; empty is off
 * @param guardrails what to do on hazardous prompts and answers; empty is off
 * @param otel where spans are exported
 * @param spendLimits budgets; empty is off
 * @param stripe metering hook; empty is off
 * @param budgeting limits beyond Cloudflare's, and how all are held
 * @param routing how it finds its way to an answer
 * @param routes dynamic routes that the operator's file declares for it
 */
public record GatewaySettings(
        String id,
        boolean authentication,
        boolean collectLogs,
        boolean logClassification,
        Caching caching,
        RateLimit rateLimit,
        Retries retries,
        LogKeeping logKeeping,
        Credentials credentials,
        Optional<Dlp> dlp,
        Optional<Guardrails> guardrails,
        List<OtelTarget> otel,
        Optional<SpendLimits> spendLimits,
        Optional<Stripe> stripe,
        Budgeting budgeting,
        Routing routing,
        List<DeclaredRoute> routes) {

    public GatewaySettings {
        otel = List.copyOf(otel);
        routes = List.copyOf(routes);
    }

    /** A gateway nobody declared: logs on, everything else off. */
    public static GatewaySettings undeclared(String id, boolean authentication) {
        return new GatewaySettings(
                id,
                authentication,
                true,
                false,
                Caching.OFF,
                RateLimit.OFF,
                Retries.UNSET,
                LogKeeping.UNSET,
                Credentials.ANY,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Budgeting.DEFAULT,
                Routing.DEFAULT,
                List.of());
    }

    /** The same, asking for a token. */
    public GatewaySettings authenticated() {
        return with(true, routes);
    }

    /** The same with these routes. */
    public GatewaySettings with(List<DeclaredRoute> declared) {
        return with(authentication, declared);
    }

    private GatewaySettings with(boolean asksForToken, List<DeclaredRoute> declared) {
        return new GatewaySettings(
                id,
                asksForToken,
                collectLogs,
                logClassification,
                caching,
                rateLimit,
                retries,
                logKeeping,
                credentials,
                dlp,
                guardrails,
                otel,
                spendLimits,
                stripe,
                budgeting,
                routing,
                declared);
    }

    /** Windows aligned to the clock, or trailing. */
    public enum Technique {
        FIXED,
        SLIDING
    }

    /** How many calls may pass in an interval; a limit or interval of zero is off. */
    public record RateLimit(Duration interval, int limit, Technique technique) {
        public static final RateLimit OFF = new RateLimit(Duration.ZERO, 0, Technique.FIXED);

        public boolean isOn() {
            return limit > 0 && !interval.isZero();
        }
    }

    /** Retrying of a failed attempt, each part empty where the gateway does not say. */
    public record Retries(OptionalInt maxAttempts, Optional<Duration> delay, Optional<Backoff> backoff) {
        public static final Retries UNSET = new Retries(OptionalInt.empty(), Optional.empty(), Optional.empty());

        /** How the delay grows. */
        public enum Backoff {
            CONSTANT,
            LINEAR,
            EXPONENTIAL
        }
    }

    /**
     * How many log rows are kept and where else they go.
     *
     * @param most 10,000 to 10,000,000; empty is unbounded by number
     * @param age how long a row is kept; empty is for ever
     * @param pushPublicKey encrypts what is pushed
     */
    public record LogKeeping(
            OptionalInt most,
            Optional<WhenFull> whenFull,
            Optional<Duration> age,
            boolean push,
            Optional<String> pushPublicKey) {
        public static final LogKeeping UNSET =
                new LogKeeping(OptionalInt.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());

        /** What gives way when the bound is reached. */
        public enum WhenFull {
            STOP_INSERTING,
            DELETE_OLDEST
        }
    }

    /**
     * Which credentials may reach a provider.
     *
     * @param storeId the secret store of stored keys
     * @param zdr zero data retention where the operator's own keys are used
     * @param byokOnly refuse calls that bring no key of their own and have none stored
     * @param managed the providers whose operator's keys may be used, or {@link #EVERY}; empty is none
     */
    public record Credentials(
            Optional<String> storeId, WorkersAiBilling workersAi, boolean zdr, boolean byokOnly, Set<String> managed) {
        /** Stands for all providers. */
        public static final String EVERY = "*";

        public static final Credentials ANY =
                new Credentials(Optional.empty(), WorkersAiBilling.POSTPAID, false, false, Set.of(EVERY));

        public Credentials {
            managed = Set.copyOf(managed);
        }

        /** Those of a gateway the operator has not written himself: his keys are not for it. */
        public Credentials(Optional<String> storeId, WorkersAiBilling workersAi, boolean zdr, boolean byokOnly) {
            this(storeId, workersAi, zdr, byokOnly, Set.of());
        }

        /** Whether the operator's own key of a provider may be used. */
        public boolean manages(String provider) {
            return managed.contains(provider) || managed.contains(EVERY);
        }

        /** Who pays for Workers AI. */
        public enum WorkersAiBilling {
            POSTPAID,
            UNIFIED
        }
    }
}
