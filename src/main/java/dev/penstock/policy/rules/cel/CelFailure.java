package dev.penstock.policy.rules.cel;

/** An expression that has no value, such as 1/0. The operators && and || may take it away again, as CEL has it. */
final class CelFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Why why;

    /** What stopped it. */
    enum Why {
        /** A field or a key that is not there. */
        MISSING,
        /** A value of the wrong sort or out of range. */
        WRONG,
        /** Too much work; nothing takes that away. */
        COSTLY
    }

    CelFailure(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    static CelFailure missing(String name) {
        return new CelFailure(Why.MISSING, "no such field or key: " + name);
    }

    static CelFailure wrong(String message) {
        return new CelFailure(Why.WRONG, message);
    }

    Why why() {
        return why;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
