package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admin.gateways.FileRevision;
import dev.penstock.cache.Purge;
import dev.penstock.call.Scope;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes make forgotten, and what they leave. */
class CachePurgesTest {
    private static final String EMPTIES = "{\"cache_invalidate_on_update\":true}";
    private static final String KEEPS = "{\"cache_invalidate_on_update\":false}";
    private static final Key PROD = Key.of(Kind.GATEWAY, "acme", "prod");
    private static final Scope SCOPE = new Scope("acme", "prod");

    @TempDir
    private Path folder;

    @Test
    void a_change_that_touches_nothing_kept_forgets_nothing() {
        ControlState state = with(ControlState.EMPTY, put(PROD, EMPTIES, 1));

        assertThat(CachePurges.between(state, state)).isEmpty();
        assertThat(CachePurges.between(
                        state, with(state, put(Key.of(Kind.POLICY, SCOPE, "p"), "{}", 2), put(token(), "{}", 2))))
                .isEmpty();
    }

    @Test
    void a_changed_gateway_is_emptied_where_it_says_so_before_or_after() {
        assertThat(changed(PROD, EMPTIES, EMPTIES)).containsExactly(gateway("acme", "prod"));
        assertThat(changed(PROD, KEEPS, EMPTIES)).containsExactly(gateway("acme", "prod"));
        assertThat(changed(PROD, EMPTIES, KEEPS)).containsExactly(gateway("acme", "prod"));
        assertThat(changed(PROD, KEEPS, KEEPS)).isEmpty();
    }

    @Test
    void a_gateway_that_goes_or_comes_is_emptied_whatever_it_says() {
        ControlState there = with(ControlState.EMPTY, put(PROD, KEEPS, 1));

        assertThat(CachePurges.between(there, with(there, new Edit.Remove(PROD))))
                .containsExactly(gateway("acme", "prod"));
        assertThat(CachePurges.between(ControlState.EMPTY, there)).containsExactly(gateway("acme", "prod"));
    }

    @Test
    void the_default_gateway_was_there_before_it_was_changed() {
        Key key = Key.of(Kind.GATEWAY, "acme", "default");

        assertThat(CachePurges.between(ControlState.EMPTY, with(ControlState.EMPTY, put(key, KEEPS, 1))))
                .isEmpty();
        assertThat(CachePurges.between(ControlState.EMPTY, with(ControlState.EMPTY, put(key, EMPTIES, 1))))
                .containsExactly(gateway("acme", "default"));
    }

    @Test
    void a_gateway_the_file_takes_over_is_a_changed_one() {
        ControlState made = with(ControlState.EMPTY, put(PROD, KEEPS, 1));
        Key file = Key.of(Kind.FILE, "acme", "prod");

        assertThat(CachePurges.between(made, with(made, new Edit.Remove(PROD), put(file, KEEPS, 2))))
                .isEmpty();
        assertThat(CachePurges.between(made, with(made, new Edit.Remove(PROD), put(file, EMPTIES, 2))))
                .containsExactly(gateway("acme", "prod"));
    }

    @Test
    void a_custom_provider_that_is_changed_or_deleted_is_forgotten_in_its_account() {
        Key key = Key.of(Kind.CUSTOM_PROVIDER, "acme", "1");
        String first = "{\"slug\":\"mine\",\"base_url\":\"https://a\"}";
        ControlState there = with(ControlState.EMPTY, put(key, first, 1));

        assertThat(changed(key, first, "{\"slug\":\"mine\",\"base_url\":\"https://b\"}"))
                .containsExactly(provider("acme", "custom-mine"));
        assertThat(changed(key, first, "{\"slug\":\"other\",\"base_url\":\"https://a\"}"))
                .containsExactlyInAnyOrder(provider("acme", "custom-mine"), provider("acme", "custom-other"));
        assertThat(CachePurges.between(there, with(there, new Edit.Remove(key))))
                .containsExactly(provider("acme", "custom-mine"));
    }

    @Test
    void a_stored_key_forgets_nothing_because_each_version_has_answers_of_its_own() {
        Key key = Key.of(Kind.PROVIDER_CONFIG, SCOPE, "1");

        assertThat(changed(key, "{\"version\":1}", "{\"version\":2}")).isEmpty();
    }

    @Test
    void an_account_that_goes_or_comes_is_emptied_and_one_that_is_renamed_is_not() {
        Key key = Key.of(Kind.ACCOUNT, "acme", "acme");
        ControlState there = with(ControlState.EMPTY, put(key, "{\"name\":\"a\"}", 1));

        assertThat(CachePurges.between(there, with(there, new Edit.Remove(key))))
                .containsExactly(purge("acme", Optional.empty(), Optional.empty()));
        assertThat(CachePurges.between(ControlState.EMPTY, there))
                .containsExactly(purge("acme", Optional.empty(), Optional.empty()));
        assertThat(changed(key, "{\"name\":\"a\"}", "{\"name\":\"b\"}")).isEmpty();
    }

    @Test
    void a_reload_forgets_what_the_file_says_otherwise_now() throws IOException {
        Settings first = settings("""
                gateways:
                  - {id: gone}
                  - {id: stays, cache_invalidate_on_update: true}
                  - {id: emptied, cache_invalidate_on_update: true, cache_ttl: 60}
                  - {id: kept, cache_ttl: 60}
                custom_providers:
                  - {slug: mine, base_url: 'https://a.example'}
                """);
        Settings next = settings("""
                gateways:
                  - {id: stays, cache_invalidate_on_update: true}
                  - {id: emptied, cache_invalidate_on_update: true, cache_ttl: 61}
                  - {id: kept, cache_ttl: 61}
                  - {id: new}
                custom_providers:
                  - {slug: mine, base_url: 'https://b.example'}
                """);
        ControlState before = taking(ControlState.EMPTY, first);

        assertThat(CachePurges.between(before, taking(before, next)))
                .containsExactlyInAnyOrder(
                        gateway("default", "gone"),
                        gateway("default", "emptied"),
                        gateway("default", "new"),
                        provider("default", "custom-mine"));
        assertThat(CachePurges.between(before, taking(before, first))).isEmpty();
    }

    @Test
    void a_reload_forgets_what_came_with_another_header_of_a_custom_provider() throws IOException {
        String provider = "custom_providers: [{slug: mine, base_url: 'https://a.example', headers: {x-key: %s}}]";

        assertThat(CachePurges.between(settings(provider.formatted("one")), settings(provider.formatted("two"))))
                .containsExactly(provider("default", "custom-mine"));
        assertThat(CachePurges.between(settings(provider.formatted("one")), settings(provider.formatted("one"))))
                .isEmpty();
    }

    private static List<Purge> changed(Key key, String before, String after) {
        ControlState there = with(ControlState.EMPTY, put(key, before, 1));
        return CachePurges.between(there, with(there, put(key, after, 2)));
    }

    private static ControlState with(ControlState state, Edit... edits) {
        return state.with(state.revision() + 1, List.of(edits));
    }

    private static ControlState taking(ControlState state, Settings settings) {
        List<Edit> edits = new ArrayList<>(
                FileRevision.of(state, settings, state.revision() + 1).edits());
        return state.with(state.revision() + 1, edits);
    }

    private static Edit put(Key key, String body, long at) {
        return new Edit.Put(new Document(key, JsonTree.read(body), 1, at));
    }

    private static Key token() {
        return Key.of(Kind.TOKEN, "acme", "t");
    }

    private static Purge gateway(String account, String gateway) {
        return purge(account, Optional.of(gateway), Optional.empty());
    }

    private static Purge provider(String account, String provider) {
        return purge(account, Optional.empty(), Optional.of(provider));
    }

    private static Purge purge(String account, Optional<String> gateway, Optional<String> provider) {
        return new Purge(
                account, gateway, Optional.empty(), Optional.empty(), provider, Optional.empty(), Optional.empty());
    }

    private Settings settings(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("penstock.yaml"), yaml);
        Reading reading = ConfigSource.of(folder, Optional.of(file), Map.of(), Map.of(), Set.of("openai", "anthropic"))
                .read();
        assertThat(reading).isInstanceOf(Reading.Good.class);
        return ((Reading.Good) reading).settings();
    }
}
