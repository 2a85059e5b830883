package dev.penstock.call;

/** Whose credential a call showed to its provider. */
public enum Credential {
    /** None was shown. */
    NONE,
    /** The one the request brought. */
    REQUEST,
    /** One the account keeps here. */
    STORED,
    /** Ours, for calls we are billed for. */
    MANAGED
}
