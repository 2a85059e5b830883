package dev.penstock.admin.revisions;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.domains.CustomDomains;
import dev.penstock.admin.gateways.Below;
import dev.penstock.admin.gateways.Premises;
import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBody;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides the steps back to how things were. Secrets, tokens and keys are left as they are; what only the file can change
 * is left to the file, and stands in the way where it now has the name.
 */
final class Rollback {
    private final ControlState now;
    private final Premises premises;
    private final String account;
    private final Map<Key, Optional<Document>> then;
    private final List<Problem> clashes = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();

    /** @param then the objects that have changed since, each as it was */
    Rollback(ControlState now, Premises premises, String account, Map<Key, Optional<Document>> then) {
        this.now = now;
        this.premises = premises;
        this.account = account;
        this.then = then;
    }

    /** @throws ApiRefused 409 with everything that stands in the way */
    List<Edit> edits(long at) {
        List<Edit> edits = new ArrayList<>();
        then.forEach((key, document) -> {
            // An account that is rolled back to before it was made stays: it is what is rolled back.
            boolean isLeft = key.kind() == Kind.FILE || key.kind() == Kind.ACCOUNT;
            if (isLeft || !key.kind().isConfiguration() || isSame(key, document)) {
                return;
            }
            if (document.isEmpty()) {
                edits.addAll(removed(key));
                return;
            }
            check(document.get());
            edits.addAll(restored(document.get(), at));
        });
        if (!clashes.isEmpty()) {
            throw ApiRefused.conflict(clashes);
        }
        return edits;
    }

    /** What the caller must know: secrets that did not come back. */
    List<String> told() {
        return told;
    }

    /** The gateways that go: nobody may read what they logged. */
    List<String> gone() {
        return List.copyOf(gone);
    }

    /** A gateway that goes takes its keys and its tokens' reach along, as one that is deleted does. */
    private List<Edit> removed(Key key) {
        List<Edit> edits = new ArrayList<>();
        boolean staysOtherwise = key.id().equals("default") || premises.isDeclared(account, key.id());
        if (key.kind() == Kind.GATEWAY && !staysOtherwise) {
            gone.add(key.id());
            edits.addAll(Below.removed(now, account, key.id()));
        }
        edits.add(new Edit.Remove(key));
        return edits;
    }

    private boolean isSame(Key key, Optional<Document> document) {
        return now.find(key).map(Document::body).equals(document.map(Document::body));
    }

    private List<Edit> restored(Document document, long at) {
        Key key = document.key();
        boolean hasMasks = document.body().toString().contains(GatewayBody.MASK);
        if (key.kind() == Kind.CUSTOM_PROVIDER && hasMasks && !leadsTheSameWay(document)) {
            told.add("custom provider " + key.id() + ": its headers were given for another address; give them again");
            Document without = new Document(key, without(document.body(), "headers"), document.createdAt(), at);
            return List.of(new Edit.Remove(key), new Edit.Put(without));
        }
        if (hasMasks && now.sealed(key).isEmpty()) {
            told.add(key.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + key.id()
                    + ": its secrets are gone; give them again");
        }
        return List.of(new Edit.Put(new Document(key, document.body(), document.createdAt(), at)));
    }

    private boolean leadsTheSameWay(Document document) {
        return now.find(document.key())
                .filter(one -> one.body().at("base_url").equals(document.body().at("base_url")))
                .isPresent();
    }

    private static JsonTree without(JsonTree body, String field) {
        Map<String, Object> fields = new LinkedHashMap<>();
        body.names().stream().filter(name -> !name.equals(field)).forEach(name -> fields.put(name, body.at(name)));
        return JsonTree.read(JsonText.of(fields).text());
    }

    private void check(Document document) {
        Key key = document.key();
        String gateway = key.kind() == Kind.GATEWAY ? key.id() : key.gateway();
        if (key.kind() == Kind.GATEWAY) {
            checkGateway(document);
        } else if (!gateway.isEmpty() && !willExist(gateway)) {
            clash("'" + key.id() + "' belongs to the gateway '" + gateway + "', which does not exist now");
        }
        if (key.kind() == Kind.CUSTOM_PROVIDER) {
            String slug = document.body().at("slug").text().orElse("");
            if (now.find(Key.of(Kind.FILE, account, "custom-providers/" + slug)).isPresent()) {
                clash("The custom provider '" + slug + "' is declared in penstock.yaml now");
            }
        }
        if (key.kind() == Kind.CUSTOM_DOMAIN) {
            Scope holder = CustomDomains.all(now).get(key.id());
            if (holder != null && !holder.equals(new Scope(key.account(), key.gateway()))) {
                clash("The host name '" + key.id() + "' leads to another gateway now");
            }
        }
    }

    private void checkGateway(Document document) {
        String id = document.id();
        if (premises.isDeclared(account, id)) {
            clash("The gateway '" + id + "' is declared in penstock.yaml now");
        }
        switch (GatewayBody.kept(document.body(), Map.of())) {
            case GatewayBody.Result.Good good -> {
                if (premises.isReachable() && !good.settings().authentication()) {
                    clash("The gateway '" + id + "' had authentication off, which cannot be while others reach it");
                }
            }
            case GatewayBody.Result.Bad bad ->
                bad.faults().forEach(fault -> clash("The gateway '" + id + "': " + fault.message()));
        }
    }

    private boolean willExist(String gateway) {
        Optional<Document> made = then.getOrDefault(
                Key.of(Kind.GATEWAY, account, gateway), now.find(Key.of(Kind.GATEWAY, account, gateway)));
        return made.isPresent() || gateway.equals("default") || premises.isDeclared(account, gateway);
    }

    private void clash(String message) {
        clashes.add(Problem.of(7009, message));
    }
}
