package dev.penstock.identity;

import static dev.penstock.identity.Tokens.NOW;
import static dev.penstock.identity.Tokens.PROD;
import static dev.penstock.identity.Tokens.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.call.CallRefused;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Headers;
import dev.penstock.call.Principal;
import dev.penstock.call.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayDoorTest {
    private static final GatewaySettings CLOSED = GatewaySettings.undeclared("prod", true);
    private static final GatewaySettings OPEN = GatewaySettings.undeclared("prod", false);
    private static final Principal CI = new Principal.TokenHolder(Tokens.GOOD.id(), Optional.of("ci"));
    private static final String GOOD = text(Tokens.GOOD);

    private final GatewayDoor door = new GatewayDoor(Tokens.ring());

    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "bearer %s", "BEARER   %s", "%s", "  %s  "})
    void takes_the_token_of_its_own_header_with_or_without_a_scheme(String form) {
        Headers headers = Headers.of("CF-AIG-Authorization", form.formatted(GOOD), "authorization", "Bearer sk-theirs");

        assertThat(admit(CLOSED, headers, slot("authorization", "sk-theirs")))
                .isEqualTo(new Admitted(CI, Set.of(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization: Bearer %s",
                "authorization: bearer %s",
                "x-api-key: %s",
                "x-goog-api-key: %s",
                "authorization: Token %s",
                "authorization: Key %s"
            })
    void takes_the_token_from_where_the_providers_credential_stands(String header) {
        String name = header.substring(0, header.indexOf(':'));
        String value = header.substring(name.length() + 2).formatted(GOOD);

        Admitted admitted = admit(CLOSED, Headers.of(name, value), slot(name, value));

        assertThat(admitted).isEqualTo(new Admitted(CI, Set.of(name), true));
        assertThat(admitted.isOurs(name.toUpperCase(Locale.ROOT))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer undefined", "undefined", "Bearer null", "Bearer ", "Bearer", ""})
    void a_token_the_client_does_not_have_counts_as_none(String nothing) {
        Headers headers = Headers.of(GatewayDoor.HEADER, nothing, "authorization", "Bearer " + GOOD);

        assertThat(admit(CLOSED, headers, slot("authorization", GOOD)).principal())
                .isEqualTo(CI);
        assertThat(refusal(CLOSED, Headers.of(GatewayDoor.HEADER, nothing))).isEqualTo(GatewayDoor.UNAUTHORIZED);
    }

    @Test
    void every_reason_gets_the_same_answer() {
        List<Refusal> refusals = new ArrayList<>();
        for (String token : List.of(
                text(Tokens.UNKNOWN),
                text(Tokens.EXPIRED),
                text(Tokens.STAGING_ONLY),
                GOOD + "x",
                GOOD.substring(0, 30),
                GOOD.toUpperCase(Locale.ROOT),
                "pst_",
                "sk-theirs",
                "Basic " + Base64.getEncoder().encodeToString(GOOD.getBytes(StandardCharsets.US_ASCII)),
                "x".repeat(1 << 20))) {
            refusals.add(refusal(CLOSED, Headers.of(GatewayDoor.HEADER, "Bearer " + token)));
            refusals.add(refusal(CLOSED, Headers.of("authorization", "Bearer " + token), slot("authorization", token)));
        }
        refusals.add(refusal(CLOSED, Headers.EMPTY));
        refusals.add(refusal(CLOSED, Headers.of(GatewayDoor.HEADER, GOOD, GatewayDoor.HEADER, text(Tokens.OTHER))));
        refusals.add(refusal(CLOSED, Headers.EMPTY, new ProviderSlot("key", GOOD, true)));

        assertThat(refusals).hasSize(23).containsOnly(Refusal.of(401, 2009, "Unauthorized"));
    }

    @Test
    void an_open_gateway_lets_everyone_in_and_ignores_its_own_header() {
        Principal anyone = new Principal.LocalCaller();

        assertThat(admit(OPEN, Headers.EMPTY)).isEqualTo(new Admitted(anyone, Set.of(), false));
        assertThat(admit(OPEN, Headers.of(GatewayDoor.HEADER, "Bearer " + text(Tokens.UNKNOWN)))
                        .principal())
                .isEqualTo(anyone);
        assertThat(admit(OPEN, Headers.of("authorization", "Bearer sk-theirs"), slot("authorization", "sk-theirs")))
                .isEqualTo(new Admitted(anyone, Set.of(), false));
    }

    @Test
    void an_open_gateway_knows_a_good_token_where_the_providers_credential_stands() {
        Headers headers = Headers.of("authorization", "Bearer " + GOOD);

        assertThat(admit(OPEN, headers, slot("authorization", GOOD)))
                .isEqualTo(new Admitted(CI, Set.of("authorization"), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer pst_broken",
                "Bearer  PST_broken",
                "pst_",
                "Token token=\"pst_x\"",
                "Bearer pst_x trailing",
                "sk-theirs, pst_x",
            })
    void what_looks_like_our_token_goes_to_no_provider_unless_it_is_good(String value) {
        for (String name : List.of("authorization", "x-api-key", "cookie")) {
            Headers headers = Headers.of(name, value);
            Headers withGood = Headers.of(name, value, GatewayDoor.HEADER, GOOD);
            assertThat(refusal(OPEN, headers, slot(name, value))).isEqualTo(GatewayDoor.UNAUTHORIZED);
            assertThat(refusal(OPEN, headers)).isEqualTo(GatewayDoor.UNAUTHORIZED);
            assertThat(refusal(CLOSED, withGood, slot(name, value))).isEqualTo(GatewayDoor.UNAUTHORIZED);
        }
    }

    @Test
    void a_second_header_of_the_same_name_hides_nothing() {
        Headers headers =
                Headers.of("authorization", "Bearer sk-theirs", "Authorization", "Bearer " + text(Tokens.UNKNOWN));

        assertThat(refusal(OPEN, headers, slot("authorization", "sk-theirs"))).isEqualTo(GatewayDoor.UNAUTHORIZED);
    }

    @Test
    void a_whole_token_in_any_header_is_known_and_kept_back() {
        Headers headers = Headers.of("X-Custom", GOOD, GatewayDoor.HEADER, GOOD);

        assertThat(admit(CLOSED, headers)).isEqualTo(new Admitted(CI, Set.of("x-custom"), false));
        assertThat(admit(OPEN, Headers.of("x-note", "see pst_ tokens")).principal())
                .isEqualTo(new Principal.LocalCaller());
        assertThat(refusal(OPEN, Headers.of("x-custom", text(Tokens.UNKNOWN)))).isEqualTo(GatewayDoor.UNAUTHORIZED);
        assertThat(refusal(CLOSED, Headers.of("x-custom", GOOD))).isEqualTo(GatewayDoor.UNAUTHORIZED);
    }

    @Test
    void a_providers_key_that_merely_contains_our_letters_is_theirs() {
        Headers headers = Headers.of("authorization", "Bearer sk-apst_1");

        assertThat(admit(OPEN, headers, slot("authorization", "sk-apst_1")).credentialSlotWasOurs())
                .isFalse();
    }

    @Test
    void the_same_token_in_both_places_is_one_caller() {
        Headers headers = Headers.of(GatewayDoor.HEADER, "Bearer " + GOOD, "authorization", "Bearer " + GOOD);

        assertThat(admit(CLOSED, headers, slot("authorization", GOOD)))
                .isEqualTo(new Admitted(CI, Set.of("authorization"), true));
    }

    @Test
    void two_different_good_tokens_are_refused_as_ambiguous() {
        Headers headers = Headers.of(GatewayDoor.HEADER, GOOD, "authorization", "Bearer " + text(Tokens.OTHER));

        assertThat(refusal(CLOSED, headers, slot("authorization", text(Tokens.OTHER)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void no_answer_and_no_print_holds_a_token() {
        assertThat(GatewayDoor.UNAUTHORIZED.message()).isEqualTo("Unauthorized");
        assertThat(slot("authorization", GOOD).toString()).doesNotContain(GOOD);
    }

    private Admitted admit(GatewaySettings gateway, Headers headers, ProviderSlot... slots) {
        return door.admit(gateway, PROD, headers, List.of(slots), NOW);
    }

    private Refusal refusal(GatewaySettings gateway, Headers headers, ProviderSlot... slots) {
        CallRefused refused = catchThrowableOfType(CallRefused.class, () -> admit(gateway, headers, slots));
        assertThat(refused).isNotNull();
        return refused.refusal();
    }

    private static ProviderSlot slot(String name, String value) {
        return new ProviderSlot(name, value, false);
    }
}
