package dev.penstock.app;

/** A source gives no usable master key; the message goes on after the source's name, and says nothing of the key. */
final class KeyUnusable extends Exception {
    private static final long serialVersionUID = 1;

    KeyUnusable(String message) {
        super(message);
    }
}
