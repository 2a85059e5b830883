package dev.penstock.json;

/** A document that is not what it should be. Its message tells the place, never the content. */
public final class JsonMalformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JsonMalformed(String message) {
        super(message, null, false, false);
    }
}
