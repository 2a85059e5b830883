package dev.penstock.record;

import dev.penstock.call.Scope;

/** Whose rows may be read. Every reading names one. */
public sealed interface LogScope {
    /** Rows of every account: for the operator at the machine, never for a request. */
    record Everything() implements LogScope {}

    /** All gateways of one account. */
    record Account(String account) implements LogScope {}

    /** One gateway. */
    record Gateway(Scope scope) implements LogScope {}
}
