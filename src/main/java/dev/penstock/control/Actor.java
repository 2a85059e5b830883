package dev.penstock.control;

/**
 * Who makes a change.
 *
 * @param id the token's id, or a word for what needs none: "file", "set-up", "gateway"
 * @param name what people call it
 */
public record Actor(String id, String name) {
    /** The gateway itself: what it does by rule, such as finishing a job. */
    public static final Actor GATEWAY = new Actor("gateway", "the gateway itself");

    /** The configuration file. */
    public static final Actor FILE = new Actor("file", "penstock.yaml");
}
