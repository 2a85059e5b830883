package dev.penstock.admin;

import dev.penstock.call.Scope;

/** Which accounts and gateways there are, wherever they were declared. */
public interface Directory {
    boolean hasAccount(String account);

    boolean hasGateway(Scope scope);
}
