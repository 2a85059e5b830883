package dev.penstock.health;

/** Whether a lane takes this call. */
public enum Fitness {
    /** It does. */
    FIT,
    /** It has come back a moment ago and takes some calls already, but not this one if there is another. */
    WARMING,
    /** It may have come back: one call at a time finds out. */
    TRIAL,
    /** It is left alone for a while. */
    BENCHED
}
