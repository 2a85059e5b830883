package dev.penstock.admin.gateways;

import dev.penstock.admin.tokens.TokensOfGateway;
import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Edit;
import dev.penstock.control.Kind;
import java.util.ArrayList;
import java.util.List;

/** What goes with a gateway: its routes, keys, policies and whatever else has its name. */
public final class Below {
    private Below() {}

    public static List<Edit> removed(ControlState state, String account, String gateway) {
        List<Edit> edits = new ArrayList<>();
        Scope scope = new Scope(account, gateway);
        for (Kind kind : Kind.values()) {
            state.of(kind, scope).forEach(document -> edits.add(new Edit.Remove(document.key())));
        }
        edits.addAll(TokensOfGateway.without(state, scope));
        return edits;
    }
}
