package dev.penstock.attempt;

/** How far an attempt came: what may be done after it depends on what its provider may have done. */
enum Phase {
    /** Nothing of it reached a provider. */
    NOT_SENT,
    /** It was sent, and nothing came: nobody knows whether it was worked on. */
    SENT,
    /** An answer began. */
    ANSWERED
}
