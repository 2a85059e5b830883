package dev.penstock.admin;

/** What a management token may do; each role can do what the one before it can. */
public enum Role {
    /** Reads everything but secrets. */
    VIEWER,
    /** Changes gateways and what is below them, but neither tokens nor keys. */
    MEMBER,
    /** Everything, tokens and keys included. */
    ADMIN;

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
