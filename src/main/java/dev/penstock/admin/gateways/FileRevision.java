package dev.penstock.admin.gateways;

import dev.penstock.call.CustomProvider;
import dev.penstock.config.CustomProviderSettings;
import dev.penstock.config.GatewayBody;
import dev.penstock.config.Settings;
import dev.penstock.control.Change;
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
import java.util.TreeMap;

/**
 * Makes a numbered revision of each new content of penstock.yaml, so that one number names a state of file and API
 * together. A gateway that the file now declares is the file's from then on: what was made of it through the API goes,
 * what is below it stays.
 */
public final class FileRevision {
    static final Key KEY = Key.ofInstallation(Kind.INSTALLATION, "file");

    private static final String DIGEST = "digest";

    /** Before the slug of a custom provider; no gateway's id has a slash. */
    private static final String PROVIDER = "custom-providers/";

    private FileRevision() {}

    /**
     * What taking these settings changes; nothing where they say what the last ones said.
     *
     * @return what was made through the API and is the file's now
     */
    public static Change<List<String>> of(ControlState state, Settings settings, long now) {
        List<String> taken = new ArrayList<>();
        if (isSame(state, settings)) {
            return new Change<>("", "", "", List.of(), taken);
        }
        String account = settings.account();
        List<Edit> edits = new ArrayList<>();
        Map<String, JsonTree> declared = declared(settings);
        declared.forEach((id, body) -> {
            made(state, account, id).ifPresent(made -> {
                taken.add(made.key().kind() == Kind.GATEWAY ? "gateway " + id : "custom provider " + id);
                edits.add(new Edit.Remove(made.key()));
            });
            put(state, Key.of(Kind.FILE, account, id), body, now, edits);
        });
        for (Document document : state.of(Kind.FILE)) {
            boolean stays = document.key().account().equals(account) && declared.containsKey(document.id());
            if (!stays) {
                edits.add(new Edit.Remove(document.key()));
            }
        }
        put(state, KEY, digest(settings), now, edits);
        return new Change<>(account, "configuration file taken", "penstock.yaml", edits, List.copyOf(taken));
    }

    /** Whether it is a custom provider of the file; all others of this kind are gateways. */
    public static boolean isProvider(Key key) {
        return key.id().startsWith(PROVIDER);
    }

    private static Map<String, JsonTree> declared(Settings settings) {
        Map<String, JsonTree> declared = new LinkedHashMap<>(settings.declared());
        for (CustomProviderSettings one : settings.customProviders()) {
            CustomProvider provider = one.in(settings.account());
            Map<String, String> masked = new TreeMap<>();
            provider.headers().names().forEach(name -> masked.put(name, GatewayBody.MASK));
            declared.put(
                    PROVIDER + one.slug(),
                    JsonTree.read(JsonText.object(
                                    "id",
                                    provider.id(),
                                    "name",
                                    provider.name(),
                                    "slug",
                                    provider.slug(),
                                    "base_url",
                                    provider.baseUrl(),
                                    "enable",
                                    provider.enabled(),
                                    "headers",
                                    masked.isEmpty()
                                            ? null
                                            : JsonText.of(masked).text())
                            .text()));
        }
        return declared;
    }

    /** What was made through the API under the same name. */
    private static Optional<Document> made(ControlState state, String account, String id) {
        if (!id.startsWith(PROVIDER)) {
            return state.find(KeptGateway.key(account, id));
        }
        String slug = id.substring(PROVIDER.length());
        return state.of(Kind.CUSTOM_PROVIDER, account).stream()
                .filter(one -> one.body().at("slug").text().orElse("").equals(slug))
                .findFirst();
    }

    private static boolean isSame(ControlState state, Settings settings) {
        return state.find(KEY)
                .flatMap(document -> document.body().at(DIGEST).text())
                .filter(settings.digest()::equals)
                .isPresent();
    }

    private static void put(ControlState state, Key key, JsonTree body, long now, List<Edit> edits) {
        var before = state.find(key);
        if (before.isEmpty() || !before.get().body().equals(body)) {
            edits.add(new Edit.Put(
                    new Document(key, body, before.map(Document::createdAt).orElse(now), now)));
        }
    }

    private static JsonTree digest(Settings settings) {
        return JsonTree.read(JsonText.object(DIGEST, settings.digest()).text());
    }
}
