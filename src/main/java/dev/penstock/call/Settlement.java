package dev.penstock.call;

/** How the money held for an attempt was let go. */
public enum Settlement {
    /** Still held: what it came to is not known yet. */
    HELD,
    /** Replaced by what it came to. */
    SETTLED,
    /** Given back: nothing was used. */
    RELEASED,
    /** Charged as held, because whoever held it died before it knew. */
    EXPIRED
}
