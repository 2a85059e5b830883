package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's own key may stand in the file, but need not, and is shown nowhere. */
class ManagedKeyTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_key_may_stand_in_the_file() {
        assertThat(key(Reads.good("providers: {openai: {managed_key: sk-here}}")))
                .contains("sk-here");
    }

    @Test
    void a_key_may_come_from_a_variable_of_any_name() {
        Reading.Good good = Reads.good(
                "providers: {openai: {managed_key: {variable: OPENAI_API_KEY}}}",
                Map.of("OPENAI_API_KEY", " sk-there\n"),
                Map.of());

        assertThat(key(good)).contains("sk-there");
    }

    @Test
    void a_key_may_come_from_our_own_variable() {
        Reading.Good good = Reads.good("", Map.of("PENSTOCK_PROVIDERS_OPENAI_MANAGED_KEY", "sk-there"), Map.of());

        assertThat(key(good)).contains("sk-there");
    }

    @Test
    void a_key_may_come_from_a_file() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "sk-file\n");

        assertThat(key(Reads.good("providers: {openai: {managed_key: {file: '" + file + "'}}}")))
                .contains("sk-file");
    }

    @Test
    void a_key_that_is_not_there_is_a_problem_with_its_place() {
        String gone = folder.resolve("gone").toString();

        assertThat(Reads.problems("providers:\n  openai:\n    managed_key:\n      variable: NOT_SET\n"))
                .singleElement()
                .asString()
                .contains("line 4", "providers.openai.managed_key.variable", "NOT_SET", "not set");
        assertThat(Reads.problems("providers: {openai: {managed_key: {file: '" + gone + "'}}}"))
                .singleElement()
                .asString()
                .contains("managed_key.file", "cannot be read");
        assertThat(Reads.problems("providers: {openai: {managed_key: {file: a, variable: B}}}"))
                .singleElement()
                .asString()
                .contains("give one of them");
        assertThat(Reads.problems("providers: {openai: {managed_key: {}}}")).hasSize(1);
    }

    @Test
    void a_key_is_never_shown() {
        Reading.Good good = Reads.good("providers: {openai: {managed_key: plain-and-simple}}");

        assertThat(good.resolved().toString()).contains("providers.openai.managed_key", "•••");
        assertThat(good.resolved().toString() + good.settings() + good.warnings())
                .doesNotContain("plain-and-simple");
        assertThat(Reads.problems("providers: {openai: {managed_key: [plain-and-simple]}}")
                        .toString())
                .contains("managed_key")
                .doesNotContain("plain-and-simple");
    }

    @Test
    void a_gateway_may_use_every_operators_key_unless_it_says_which() {
        Settings settings =
                Reads.settings("gateways: [{id: a}, {id: b, managed_keys: []}, {id: c, managed_keys: [openai]}]");

        assertThat(settings.gateways())
                .extracting(gateway -> gateway.credentials().manages("openai"))
                .containsExactly(true, false, true);
        assertThat(settings.gateways())
                .extracting(gateway -> gateway.credentials().manages("anthropic"))
                .containsExactly(true, false, false);
        assertThat(Reads.problems("gateways: [{id: a, managed_keys: [opnai]}]"))
                .singleElement()
                .asString()
                .contains("opnai", "did you mean 'openai'");
    }

    @Test
    void byok_only_acts() {
        assertThat(Reads.good("gateways: [{id: a, byok_only: true}]").warnings())
                .isEqualTo(List.of());
    }

    private static Optional<String> key(Reading.Good good) {
        return Optional.ofNullable(good.settings().providers().get("openai"))
                .flatMap(ProviderSettings::managedKey)
                .map(Secret::reveal);
    }
}
