package dev.penstock.admin;

/** What an endpoint is about, and so whose reach it takes. */
public enum Level {
    /** Anyone may call it; it says nothing about anybody. */
    OPEN,
    /** The caller's own token: whoever holds one may ask about it. */
    HOLDER,
    /** The installation: accounts, the operator's keys. */
    INSTALLATION,
    /** One account as a whole. */
    ACCOUNT,
    /** One account, of which the holder of a gateway's token sees that gateway's part. */
    ACCOUNT_PART,
    /** One gateway. */
    GATEWAY
}
