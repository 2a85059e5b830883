package dev.penstock.testkit;

import java.time.Duration;

/** One thing a connection does while it plays a script. */
sealed interface Step {
    /** Hands bytes to the socket in one write. */
    record Write(byte[] bytes) implements Step {}

    record Pause(Duration time) implements Step {}

    /** Waits for the test's hand. */
    record Gate(Stepper stepper) implements Step {}

    /** Tells the stepper that what it let go is written. */
    record Passed(Stepper stepper) implements Step {}

    /** Writes the same bytes until the peer has had enough. */
    record Repeat(byte[] bytes, Duration between) implements Step {}

    /** What becomes of the connection; always the last step. */
    record End(Ending ending) implements Step {}

    /** How an answer leaves its connection. */
    enum Ending {
        KEEP_ALIVE,
        FIN,
        RST,
        /** Says nothing more and keeps the connection open until the peer closes it. */
        STALL
    }
}
