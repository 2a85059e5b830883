package dev.penstock.app.routing;

import dev.penstock.record.AttemptRow;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;

/**
 * One way in which an upstream fails, and what is expected of a call that meets it.
 *
 * @param tries how often the same target is asked where three tries are allowed
 * @param apart the least time between two of them
 * @param reaches whether the upstream sees a request
 * @param seen how a try that is not delivered stands on the row
 * @param told what the client gets where nothing better came
 * @param speaks which kinds of calls meet it
 */
record Trouble(
        String name,
        Where where,
        Supplier<Script> script,
        int tries,
        Duration apart,
        boolean reaches,
        Seen seen,
        Told told,
        Speaks speaks) {

    /** What is wrong with the way to the upstream. */
    enum Where {
        FAKE,
        NO_SUCH_HOST,
        CLOSED_PORT,
        BAD_CERTIFICATE,
        BLACK_HOLE
    }

    /** Which calls. */
    enum Speaks {
        JSON,
        STREAM,
        BOTH
    }

    /** How a try stands on the row: the upstream's status, the class of its failure, whether it is charged as held. */
    record Seen(int status, String failure, boolean isCharged) {
        boolean isOf(AttemptRow row) {
            return row.status() == status && failure.equals(row.failure());
        }
    }

    /**
     * What the client gets.
     *
     * @param isWhole whether it is the provider's answer, to the byte; else it is ours, or a stream that ends in an error
     * @param last how the try that brought it stands on the row
     */
    record Told(int status, boolean isWhole, Seen last) {}

    static Trouble of(String name, Script script, int tries, Seen seen, Told told) {
        return new Trouble(name, Where.FAKE, () -> script, tries, Duration.ZERO, true, seen, told, Speaks.BOTH);
    }

    /** An answer that says by its status that it failed: delivered as it came. */
    static Trouble status(int status, String name, int tries, String failure, Script script) {
        Seen seen = new Seen(status, failure, false);
        return of(name, script, tries, seen, new Told(status, true, seen));
    }

    /** No answer at all. */
    static Trouble silent(String name, Where where, Script script, int tries, Seen seen, int told) {
        return new Trouble(
                name,
                where,
                () -> script,
                tries,
                Duration.ZERO,
                where == Where.FAKE,
                seen,
                new Told(told, false, seen),
                Speaks.BOTH);
    }

    Trouble apart(long millis) {
        return new Trouble(name, where, script, tries, Duration.ofMillis(millis), reaches, seen, told, speaks);
    }

    Trouble script(Supplier<Script> other) {
        return new Trouble(name, where, other, tries, apart, reaches, seen, told, speaks);
    }

    Trouble only(Speaks some) {
        return new Trouble(name, where, script, tries, apart, reaches, seen, told, some);
    }

    boolean meets(boolean stream) {
        return switch (speaks) {
            case BOTH -> true;
            case STREAM -> stream;
            case JSON -> !stream;
        };
    }

    /** An HTTP-date some time from now: whole seconds, so that up to one of them is lost. */
    static String date(Duration ahead) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(ahead).atOffset(ZoneOffset.UTC));
    }

    /** The request's own timeout in milliseconds: short only where the call would wait for it. */
    String patience() {
        return seen.failure().equals("timed_out_first_byte") ? "600" : "20000";
    }

    @Override
    public String toString() {
        return name;
    }
}
