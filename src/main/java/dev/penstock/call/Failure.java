package dev.penstock.call;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Why an attempt brought no usable answer. */
public sealed interface Failure {
    /** A short class name for rows, metrics and messages. */
    String label();

    /** What happened, for the log; holds no secret. */
    String detail();

    /** No connection: DNS, connect or TLS. Nothing was sent. */
    record Unreachable(At at, String detail) implements Failure {
        /** How far the connection came. */
        public enum At {
            DNS,
            CONNECT,
            TLS
        }

        @Override
        public String label() {
            return "unreachable_" + at.name().toLowerCase(Locale.ROOT);
        }
    }

    /** The target's address is none that a URL from outside may lead to. Nothing was sent, nothing was connected. */
    record NotAllowed(String detail) implements Failure {
        @Override
        public String label() {
            return "not_allowed";
        }
    }

    /** Nothing in time. */
    record TimedOut(Waiting waiting, String detail) implements Failure {
        /** What was waited for. */
        public enum Waiting {
            CONNECT,
            FIRST_BYTE,
            IDLE,
            TOTAL
        }

        @Override
        public String label() {
            return "timed_out_" + waiting.name().toLowerCase(Locale.ROOT);
        }
    }

    /** The upstream turned the call itself down: it would do so again. */
    record Rejected(int status) implements Failure {
        @Override
        public String label() {
            return "status_" + status / 100 + "xx";
        }

        @Override
        public String detail() {
            return answered(status);
        }
    }

    /**
     * The upstream wants fewer calls of this credential for a while: 429 and its likes.
     *
     * @param after when it wants to be asked again; empty where it does not say
     */
    record Throttled(int status, Optional<Duration> after) implements Failure {
        @Override
        public String label() {
            return "throttled";
        }

        @Override
        public String detail() {
            return answered(status)
                    + after.map(time -> ", ask again in " + time.toMillis() + " ms")
                            .orElse("");
        }
    }

    /** The credential's account has nothing left: no credit, no quota. Waiting a little does not help. */
    record QuotaExhausted(int status) implements Failure {
        @Override
        public String label() {
            return "quota_exhausted";
        }

        @Override
        public String detail() {
            return answered(status) + ": quota or credit is used up";
        }
    }

    /** The upstream does not take the credential, or not for this. */
    record CredentialRejected(int status) implements Failure {
        @Override
        public String label() {
            return "credential_rejected";
        }

        @Override
        public String detail() {
            return answered(status);
        }
    }

    /**
     * The upstream failed and says so.
     *
     * @param after when it wants to be asked again; empty where it does not say
     */
    record ServerError(int status, Optional<Duration> after) implements Failure {
        @Override
        public String label() {
            return "server_error";
        }

        @Override
        public String detail() {
            return answered(status);
        }
    }

    private static String answered(int status) {
        return "upstream answered " + status;
    }

    /** What a status alone says, where nobody has read what came with it. */
    static Failure of(int status) {
        return switch (status) {
            case 401, 403 -> new CredentialRejected(status);
            case 402 -> new QuotaExhausted(status);
            case 429, 498 -> new Throttled(status, Optional.empty());
            case 408, 424, 425 -> new ServerError(status, Optional.empty());
            default -> status >= 500 ? new ServerError(status, Optional.empty()) : new Rejected(status);
        };
    }

    /** The answer broke off: reset, early end, no terminal event. */
    record Broken(String detail) implements Failure {
        @Override
        public String label() {
            return "broken";
        }
    }

    /** The answer cannot be carried: beyond a bound, or an encoding nobody asked for. */
    record Unusable(String detail) implements Failure {
        @Override
        public String label() {
            return "unusable";
        }
    }

    /** A stream or a 200 that said in its own words that it failed. */
    record InBand(String detail) implements Failure {
        @Override
        public String label() {
            return "in_band_error";
        }
    }

    /** No credential could be put onto it, so nothing was sent. What its caller is told says why. */
    record NotAuthorised(Refusal told) implements Failure {
        @Override
        public String label() {
            return "not_authorised";
        }

        @Override
        public String detail() {
            return told.message();
        }
    }

    /** A limit left nothing for it, so nothing was sent. What its caller is told says which. */
    record OverLimit(Refusal told) implements Failure {
        @Override
        public String label() {
            return "over_limit";
        }

        @Override
        public String detail() {
            return told.message();
        }
    }

    /** We gave up on it, because its client had gone. */
    record Cancelled(String detail) implements Failure {
        @Override
        public String label() {
            return "cancelled";
        }
    }
}
