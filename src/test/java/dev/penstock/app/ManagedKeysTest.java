package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Scope;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.provider.Providers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The operator's keys are for the gateways of the operator's file. */
class ManagedKeysTest {
    private static final Settings SETTINGS = settings("sk-operator");

    @Test
    void gateways_of_the_files_account_have_every_key_and_those_of_others_none() {
        GatewaySettings made = GatewaySettings.undeclared("made", true);
        Scope foreign = new Scope("acme", "made");
        ManagedKeys keys =
                ManagedKeys.of(SETTINGS, GatewayBook.of(SETTINGS, Set.of("acme"), Map.of(foreign, made), Map.of()));

        assertThat(keys.managed(new Scope("default", "default"), "openai")).isPresent();
        assertThat(keys.managed(new Scope("default", "default"), "groq")).isEmpty();
        assertThat(keys.managed(foreign, "openai")).isEmpty();
        assertThat(keys.managed(new Scope("acme", "default"), "openai")).isEmpty();
        assertThat(keys.managed(new Scope("nobody", "default"), "openai")).isEmpty();
    }

    @Test
    void a_key_that_cannot_be_the_providers_is_a_problem_that_does_not_show_it() {
        assertThat(ManagedKeys.problems(SETTINGS, Providers.load())).isEmpty();
        assertThat(ManagedKeys.problems(settings("Bearer hidden-key"), Providers.load()))
                .singleElement()
                .asString()
                .contains("providers.openai.managed_key", "'Bearer'")
                .doesNotContain("hidden-key");
    }

    private static Settings settings(String key) {
        Reading reading = ConfigSource.of(
                        Path.of("no-such-folder"),
                        Optional.empty(),
                        Map.of("PENSTOCK_PROVIDERS_OPENAI_MANAGED_KEY", key),
                        Map.of(),
                        Set.of("openai", "groq"))
                .read();
        return ((Reading.Good) reading).settings();
    }
}
