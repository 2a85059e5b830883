package dev.penstock.call;

/** How the usage of a call was known. */
public enum UsageSource {
    /** The provider said it, in full. */
    REPORTED,
    /** The answer did not come to its end, or said nothing: what was delivered was counted. */
    ESTIMATED,
    /** Nothing was delivered, or nothing countable. */
    NONE
}
