package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Headers;
import dev.penstock.call.Origin;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A key in a slot, also where a provider knows no place but the query. */
class KeyedTest {
    private static final AuthSlot QUERY = AuthSlot.query("key");

    @Test
    void a_key_becomes_the_only_or_the_last_parameter() {
        assertThat(Keyed.in(QUERY, "a+b/c=", call(Optional.empty())).target()).isEqualTo("/v1/x?key=a%2Bb%2Fc%3D");
        assertThat(Keyed.in(QUERY, "k", call(Optional.of("alt=sse"))).target()).isEqualTo("/v1/x?alt=sse&key=k");
        assertThat(Keyed.in(QUERY, "k", call(Optional.empty())).added().size()).isZero();
    }

    @Test
    void a_key_becomes_a_field_after_its_scheme() {
        Keyed keyed = Keyed.in(AuthSlot.header("authorization", "Token"), "k", call(Optional.of("a=1")));

        assertThat(keyed.added().first("authorization")).contains("Token k");
        assertThat(keyed.target()).isEqualTo("/v1/x?a=1");
    }

    @Test
    void nothing_of_it_prints_a_key() {
        assertThat(Keyed.in(QUERY, "secret-key", call(Optional.empty())).toString())
                .doesNotContain("secret-key");
        assertThat(Keyed.in(AuthSlot.BEARER, "secret-key", call(Optional.empty()))
                        .toString())
                .doesNotContain("secret-key");
        assertThat(call(Optional.of("key=secret-key")).toString()).doesNotContain("secret-key");
    }

    private static KeyedCall call(Optional<String> query) {
        return new KeyedCall("POST", new Origin(true, "host", 443), "x", "/v1/x", query, Headers.EMPTY, new byte[0]);
    }
}
