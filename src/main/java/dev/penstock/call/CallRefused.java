package dev.penstock.call;

/** The one exception that ends a call: it carries what the client is told. Without a stack, because it is an answer. */
public final class CallRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    public CallRefused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
