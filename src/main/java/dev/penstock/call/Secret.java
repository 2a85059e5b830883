package dev.penstock.call;

/** A value that must never be printed. Only the code that sends it reveals it. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "•••";
    }
}
