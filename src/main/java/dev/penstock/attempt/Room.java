package dev.penstock.attempt;

import java.time.Duration;

/**
 * What is left to be tried after an attempt.
 *
 * @param tries made at its target so far, at least 1
 * @param elsewhere whether its target has another key or address that was not tried yet
 * @param well whether what was tried may be asked again at once: it is not benched
 * @param budgeted whether its upstream bears a further try
 * @param fallback whether another target follows
 * @param patience how long the call may still take
 * @param draw 0 to 1, for the wait
 */
record Room(
        RetryRules rules,
        int tries,
        boolean elsewhere,
        boolean well,
        boolean budgeted,
        boolean fallback,
        Duration patience,
        double draw) {}
