package dev.penstock.admin.gateways;

import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBody;
import dev.penstock.config.GatewayEntry;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gateways an account has, wherever they come from. */
final class GatewayList {
    private final Premises premises;

    GatewayList(Premises premises) {
        this.premises = premises;
    }

    /** By id. */
    List<GatewayView> of(ControlState state, String account) {
        Stream<String> made = state.of(Kind.GATEWAY, account).stream().map(Document::id);
        Stream<String> others = premises.gateways().of(account).stream()
                .map(entry -> entry.settings().id());
        return Stream.concat(made, others)
                .distinct()
                .flatMap(id -> find(state, account, id).stream())
                .sorted(Comparator.comparing(GatewayView::id))
                .toList();
    }

    Optional<GatewayView> find(ControlState state, String account, String id) {
        Optional<GatewayEntry> entry = premises.gateways().find(new Scope(account, id));
        if (entry.orElse(null) instanceof GatewayEntry.Declared) {
            return state.find(Key.of(Kind.FILE, account, id)).map(document -> view(document, true));
        }
        return state.find(KeptGateway.key(account, id))
                .map(GatewayList::view)
                .or(() -> entry.map(one -> implicit(state, account, one)));
    }

    static GatewayView view(Document made) {
        return view(made, false);
    }

    private static GatewayView view(Document document, boolean declared) {
        return new GatewayView(
                document.key().account(),
                document.id(),
                document.body(),
                declared,
                document.createdAt(),
                document.modifiedAt());
    }

    /** It came with its account, or with the installation. */
    private static GatewayView implicit(ControlState state, String account, GatewayEntry entry) {
        long since = state.find(Key.ofInstallation(Kind.ACCOUNT, account))
                .or(() -> state.find(FileRevision.KEY))
                .map(Document::createdAt)
                .orElse(0L);
        return new GatewayView(
                account, entry.settings().id(), GatewayBody.undeclared(entry.settings()), false, since, since);
    }
}
