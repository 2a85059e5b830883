package dev.penstock.call;

/** The numbers in our error bodies: Cloudflare's where it has one for the case, 2900 and up where the case is ours. */
public final class Codes {
    public static final int UNKNOWN_GATEWAY = 2001;
    public static final int PROVIDER_FAILED = 2005;
    public static final int UNAUTHORIZED = 2009;
    /** A limit on the number of calls, or on tokens, is reached. */
    public static final int RATE_LIMITED = 2003;
    /** A limit on money is on, and nobody knows what the call would cost. */
    public static final int UNPRICED = 2040;
    /** A limit on money is reached. */
    public static final int SPEND_LIMIT = 2045;
    /** A provider slug nobody serves, or a path that cannot be the provider's. */
    public static final int INVALID_PROVIDER = 2008;
    /** The request cannot be read, or asks two different things at once. */
    public static final int MALFORMED = 2900;
    /** The request is beyond a bound: too large, too slow, too many. */
    public static final int OUT_OF_BOUNDS = 2901;
    /** The gateway is full, or is shutting down. */
    public static final int OVERLOADED = 2902;
    /** No such path. */
    public static final int NO_SUCH_PATH = 2903;
    /** The address of a custom provider lies in no range that may be called. */
    public static final int ADDRESS_NOT_ALLOWED = 2911;

    /** A policy says no. */
    public static final int DENIED_BY_POLICY = 2912;
    /** No key may or can be used for this call. */
    public static final int NO_CREDENTIAL = 2910;

    private Codes() {}
}
