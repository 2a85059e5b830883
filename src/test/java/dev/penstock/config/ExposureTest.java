package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Scope;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String TOKEN =
            "\ntokens: [{id: '0000000000000001', sha256: '" + "ab".repeat(32) + "', expires_at: 2026-12-01}]\n";

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "'::1'", "'[::1]'", "'::ffff:127.0.0.1'"})
    void anything_goes_where_only_this_machine_can_reach(String host) {
        Settings settings = Reads.settings("host: " + host + "\ngateways: [{id: open, authentication: false}]");

        assertThat(Exposure.problems(settings)).isEmpty();
        assertThat(implicitDefault(settings)).isEqualTo(GatewaySettings.undeclared("default", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "'::'", "10.0.0.1", "gateway.example", "localhost.example", "128.0.0.1"})
    void beyond_this_machine_every_call_needs_a_token_declared_or_made(String host) {
        Settings settings = Reads.settings("host: " + host);

        assertThat(Exposure.problems(settings)).isEmpty();
        assertThat(Exposure.warnings(settings, NOW))
                .containsExactly("'host' is " + host.replace("'", "")
                        + ", where every call needs a gateway token, but no token is declared: only those made through"
                        + " the management API are good");
        assertThat(implicitDefault(settings)).isEqualTo(GatewaySettings.undeclared("default", true));
    }

    @Test
    void beyond_this_machine_no_gateway_may_be_open() {
        Settings settings = Reads.settings("host: 0.0.0.0" + TOKEN
                + "gateways: [{id: a}, {id: b, authentication: false}, {id: default, authentication: false}]");

        assertThat(Exposure.problems(settings))
                .containsExactly(
                        "'host' is 0.0.0.0, which others than this machine can reach, but gateway 'b' has authentication"
                                + " off; set 'authentication: true' on it, or 'host: 127.0.0.1'",
                        "'host' is 0.0.0.0, which others than this machine can reach, but gateway 'default' has"
                                + " authentication off; set 'authentication: true' on it, or 'host: 127.0.0.1'");
    }

    @Test
    void beyond_this_machine_a_good_token_is_enough() {
        Settings settings = Reads.settings("host: 0.0.0.0" + TOKEN);

        assertThat(Exposure.warnings(settings, NOW)).isEmpty();
        assertThat(Exposure.warnings(settings, Instant.parse("2026-12-01T00:00:00Z")))
                .singleElement()
                .asString()
                .contains("but no token that is still good is declared");
    }

    @Test
    void warns_of_a_management_listener_others_can_reach() {
        assertThat(Exposure.warnings(Reads.settings(""), NOW)).isEmpty();
        assertThat(Exposure.warnings(Reads.settings("admin_host: 0.0.0.0"), NOW))
                .singleElement()
                .asString()
                .startsWith("'admin_host' is 0.0.0.0, ");
    }

    @Test
    void a_declared_gateway_is_found_as_it_was_declared() {
        Settings settings = Reads.settings("account: acme\ngateways: [{id: default, collect_logs: false}, {id: b}]");
        GatewayBook book = GatewayBook.of(settings);

        assertThat(book.find(new Scope("acme", "default")))
                .contains(new GatewayEntry.Declared(settings.gateways().getFirst()));
        assertThat(book.settings(new Scope("acme", "b")).id()).isEqualTo("b");
        assertThat(book.all()).hasSize(2);
    }

    @Test
    void an_unknown_account_and_an_unknown_gateway_get_the_same_answer() {
        GatewayBook book = GatewayBook.of(Reads.settings("account: acme"));

        for (Scope scope : new Scope[] {new Scope("acme", "x"), new Scope("other", "default"), new Scope("", "")}) {
            assertThat(book.find(scope)).isEmpty();
            assertThatThrownBy(() -> book.settings(scope)).isInstanceOfSatisfying(CallRefused.class, refused -> {
                assertThat(refused.refusal().status()).isEqualTo(400);
                assertThat(refused.refusal().code()).isEqualTo(2001);
                assertThat(refused.refusal().message())
                        .isEqualTo("This account has no such gateway; check account and gateway in the URL, or declare"
                                + " it under 'gateways' in penstock.yaml");
            });
        }
    }

    private static GatewaySettings implicitDefault(Settings settings) {
        GatewayEntry entry =
                GatewayBook.of(settings).find(new Scope("default", "default")).orElseThrow();
        assertThat(entry).isInstanceOf(GatewayEntry.ImplicitDefault.class);
        return entry.settings();
    }
}
