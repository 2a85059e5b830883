package dev.penstock.admin;

import dev.penstock.call.Scope;

/** Whose things a management token may touch at all. */
public sealed interface Reach {
    /** Every account: the operator's. */
    record Installation() implements Reach {}

    /** One account and all its gateways. */
    record Account(String account) implements Reach {}

    /** One gateway. */
    record Gateway(Scope scope) implements Reach {}
}
