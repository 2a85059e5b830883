package dev.penstock.admin.gateways;

import dev.penstock.config.Settings;
import dev.penstock.control.Change;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a numbered revision of each new content of penstock.yaml, so that one number names a state of file and API
 * together. A gateway that the file now declares is the file's from then on: what was made of it through the API goes,
 * what is below it stays.
 */
public final class FileRevision {
    static final Key KEY = Key.ofInstallation(Kind.INSTALLATION, "file");

    private static final String DIGEST = "digest";

    private FileRevision() {}

    /**
     * What taking these settings changes; nothing where they say what the last ones said.
     *
     * @return the gateways that were made through the API and are the file's now
     */
    public static Change<List<String>> of(ControlState state, Settings settings, long now) {
        List<String> taken = new ArrayList<>();
        if (isSame(state, settings)) {
            return new Change<>("", "", "", List.of(), taken);
        }
        String account = settings.account();
        List<Edit> edits = new ArrayList<>();
        for (Map.Entry<String, JsonTree> declared : settings.declared().entrySet()) {
            Key made = KeptGateway.key(account, declared.getKey());
            if (state.find(made).isPresent()) {
                taken.add(declared.getKey());
                edits.add(new Edit.Remove(made));
            }
            put(state, Key.of(Kind.FILE, account, declared.getKey()), declared.getValue(), now, edits);
        }
        for (Document document : state.of(Kind.FILE)) {
            boolean stays = document.key().account().equals(account)
                    && settings.declared().containsKey(document.id());
            if (!stays) {
                edits.add(new Edit.Remove(document.key()));
            }
        }
        put(state, KEY, digest(settings), now, edits);
        return new Change<>(account, "configuration file taken", "penstock.yaml", edits, List.copyOf(taken));
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
        return JsonTree.read(
                JsonText.object(DIGEST, settings.digest()).text().getBytes(StandardCharsets.UTF_8));
    }
}
