package dev.penstock.call;

import java.util.Locale;

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

    /** The upstream answered with a status other than 2xx. */
    record Rejected(int status) implements Failure {
        @Override
        public String label() {
            return "status_" + status / 100 + "xx";
        }

        @Override
        public String detail() {
            return "upstream answered " + status;
        }
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
