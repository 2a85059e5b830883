package dev.penstock.dialect;

/** Ends a conversion that would have to guess. Its reason names what was met, never a caller's text. */
final class Inexact extends RuntimeException {
    private static final long serialVersionUID = 1;

    Inexact(String reason) {
        super(reason, null, false, false);
    }
}
