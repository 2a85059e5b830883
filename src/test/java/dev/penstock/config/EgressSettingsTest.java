package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.CustomProvider;
import dev.penstock.egress.AddressRange;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressSettingsTest {
    @Test
    void ranges_and_providers_are_read() {
        Settings settings = Reads.settings("""
                account: acme
                egress:
                  allow: [10.20.0.0/16, "fd12::/32", 10.9.8.7]
                custom_providers:
                  - slug: own
                    base_url: http://10.20.1.1:8000/v1
                    headers: {x-team: research}
                """);

        assertThat(settings.egress().allowed())
                .containsExactly(
                        AddressRange.parse("10.20.0.0/16"),
                        AddressRange.parse("fd12::/32"),
                        AddressRange.parse("10.9.8.7/32"));
        CustomProvider own = settings.customProviders().getFirst().in("acme");
        assertThat(own.path()).isEqualTo("custom-own");
        assertThat(own.name()).isEqualTo("own");
        assertThat(own.enabled()).isTrue();
        assertThat(own.id())
                .isEqualTo(settings.customProviders().getFirst().in("acme").id());
        assertThat(own.headers().first("x-team")).contains("research");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'egress: {allow: [0.0.0.0/0]}' | too broad",
                "'egress: {allow: [\"::/0\"]}' | too broad",
                "'egress: {allow: [10.1.2.3/8]}' | must be an address range",
                "'egress: {allow: [example.com]}' | must be an address range",
                "'egress: {allow: [224.0.0.0/4]}' | too broad",
                "'egress: {allow: [224.0.0.0/8]}' | never called",
                "'custom_providers: [{slug: a, base_url: \"http://10.0.0.1/v1\"}]' | egress.allow",
                "'custom_providers: [{slug: a, base_url: \"https://10.0.0.1/v1\"}]' | egress.allow",
                "'custom_providers: [{slug: a, base_url: \"https://0x7f.1\"}]' | four decimal numbers",
                "'custom_providers: [{slug: a, base_url: \"https://a.example?x=1\"}]' | no query",
                "'custom_providers: [{slug: a, base_url: ftp://a.example}]' | must begin with http",
                "'custom_providers: [{slug: a/b, base_url: https://a.example}]' | inner hyphens",
                "'custom_providers: [{slug: a, base_url: https://a.example, headers: {host: b}}]' | own to set",
                "'custom_providers: [{slug: a, base_url: https://a.example, headers: {x: b, X: c}}]' | twice",
                "'custom_providers: [{slug: a}]' | base_url",
                "'custom_providers: [{slug: a, base_url: https://a.example},{slug: a, base_url: https://b.example}]'"
                        + " | given already"
            })
    void what_cannot_be_called_is_refused_with_its_reason(String yaml, String reason) {
        assertThat(Reads.problems(yaml + "\n"))
                .isNotEmpty()
                .anySatisfy(problem -> assertThat(problem).contains(reason));
    }

    @Test
    void a_header_value_is_shown_nowhere() {
        String yaml = """
                custom_providers:
                  - slug: own
                    base_url: https://a.example
                    headers: {x-key: "hidden-value"}
                """;

        assertThat(Reads.good(yaml).toString()).doesNotContain("hidden-value");
        assertThat(Reads.problems(yaml.replace("value", "value\\n")))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hidden-value"));
    }

    @Test
    void ranges_with_loopback_or_a_metadata_service_are_taken_with_a_warning() {
        assertThat(Exposure.warnings(Reads.settings("egress: {allow: [127.0.0.0/8]}\n"), Instant.EPOCH))
                .singleElement()
                .asString()
                .contains("services of this machine");
        assertThat(Exposure.warnings(Reads.settings("egress: {allow: [169.254.0.0/16]}\n"), Instant.EPOCH))
                .singleElement()
                .asString()
                .contains("metadata");
        assertThat(Exposure.warnings(Reads.settings("egress: {allow: [10.0.0.0/8]}\n"), Instant.EPOCH))
                .isEmpty();
    }
}
