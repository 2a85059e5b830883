package dev.penstock.call;

/** The one exception that ends a call: it carries what the client is told. Without a stack, because it is an answer. */
public final class CallRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;
    private final boolean byLimit;

    public CallRefused(Refusal refusal) {
        this(refusal, false);
    }

    private CallRefused(Refusal refusal, boolean byLimit) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
        this.byLimit = byLimit;
    }

    /** Nothing is left of a limit; another target may have another one. */
    public static CallRefused byLimit(Refusal refusal) {
        return new CallRefused(refusal, true);
    }

    public boolean isByLimit() {
        return byLimit;
    }

    public Refusal refusal() {
        return refusal;
    }
}
