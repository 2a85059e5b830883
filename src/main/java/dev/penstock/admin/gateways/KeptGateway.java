package dev.penstock.admin.gateways;

import dev.penstock.admin.Sealer;
import dev.penstock.call.Secret;
import dev.penstock.config.GatewayBody;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a gateway is kept: its settings as they are shown, and what is masked in them sealed beside. */
final class KeptGateway {
    private KeptGateway() {}

    static Key key(String account, String id) {
        return Key.of(Kind.GATEWAY, account, id);
    }

    /** Replaces what is kept; secrets that are no longer there go. */
    static List<Edit> edits(Document document, GatewayBody.Result.Good good, Sealer sealer) {
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.Remove(document.key()));
        edits.add(new Edit.Put(document));
        if (!good.secrets().isEmpty()) {
            Secret all = new Secret(JsonText.of(good.secrets()).text());
            edits.add(new Edit.Seal(document.key(), sealer.seal(document.key(), all)));
        }
        return edits;
    }

    static Map<String, String> secrets(ControlState state, Key key, Sealer sealer) {
        Optional<Secret> opened = state.sealed(key).flatMap(bytes -> sealer.open(key, bytes));
        Map<String, String> secrets = new HashMap<>();
        opened.ifPresent(secret -> {
            JsonTree tree = JsonTree.read(secret.reveal());
            tree.names().forEach(name -> tree.at(name).text().ifPresent(value -> secrets.put(name, value)));
        });
        return secrets;
    }
}
