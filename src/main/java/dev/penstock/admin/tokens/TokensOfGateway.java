package dev.penstock.admin.tokens;

import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tokens lose a gateway that goes, so that one of the same name made later is not theirs; without any left they go. */
public final class TokensOfGateway {
    private static final String GATEWAYS = "gateways";

    private TokensOfGateway() {}

    public static List<Edit> without(ControlState state, Scope gone) {
        List<Edit> edits = new ArrayList<>();
        for (Document document : state.of(Kind.TOKEN, gone.account())) {
            List<String> gateways = document.body().at(GATEWAYS).items().stream()
                    .flatMap(item -> item.text().stream())
                    .toList();
            List<String> left =
                    gateways.stream().filter(id -> !id.equals(gone.gateway())).toList();
            if (!gateways.isEmpty() && left.isEmpty()) {
                // An empty list would mean every gateway.
                edits.add(new Edit.Remove(document.key()));
            } else if (left.size() < gateways.size()) {
                edits.add(new Edit.Put(new Document(
                        document.key(), with(document.body(), left), document.createdAt(), document.modifiedAt())));
            }
        }
        return edits;
    }

    private static JsonTree with(JsonTree body, List<String> gateways) {
        Map<String, Object> fields = new LinkedHashMap<>();
        body.names().forEach(name -> fields.put(name, body.at(name)));
        fields.put(GATEWAYS, gateways);
        return JsonTree.read(JsonText.of(fields).text());
    }
}
