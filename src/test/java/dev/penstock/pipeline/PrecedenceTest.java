package dev.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Credential;
import dev.penstock.call.Headers;
import dev.penstock.call.Principal;
import dev.penstock.call.Route;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.call.StoredKey;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.identity.Admitted;
import dev.penstock.identity.GatewayDoor;
import dev.penstock.identity.LastUse;
import dev.penstock.identity.TokenRing;
import dev.penstock.meter.PriceBook;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Providers;
import dev.penstock.stream.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The precedence alone: for callers and providers that no running gateway here has. */
class PrecedenceTest {
    private static final Scope SCOPE = new Scope("default", "default");
    private static final Principal LOCAL = new Principal.LocalCaller();
    private static final Principal HOLDER = new Principal.TokenHolder("0123456789abcdef", Optional.empty());

    @Test
    void a_kept_key_serves_a_caller_without_a_token_on_loopback_only() {
        assertThat(choose(LOCAL, true, "").credential()).isEqualTo(Credential.STORED);
        assertThat(choose(LOCAL, false, "").credential()).isEqualTo(Credential.NONE);
        assertThat(choose(HOLDER, false, "").credential()).isEqualTo(Credential.STORED);
    }

    @Test
    void a_caller_without_a_token_from_elsewhere_cannot_name_a_key_either() {
        assertThatThrownBy(() -> choose(LOCAL, false, "default")).isInstanceOf(CallRefused.class);
        assertThat(choose(HOLDER, false, "default").alias()).contains("default");
    }

    @Test
    void a_provider_may_know_no_place_but_the_query() {
        Seat seat = seat();

        assertThat(choose(HOLDER, true, "", Optional.of("key=own")).credential())
                .isEqualTo(Credential.REQUEST);
        assertThat(choose(HOLDER, true, "", Optional.of("a=1&key=")).credential())
                .isEqualTo(Credential.STORED);
        assertThat(seat.withoutKeys("a=1&key=&k%65y=&b=2")).contains("a=1&b=2");
        assertThat(seat.withoutKeys("key=")).isEmpty();
    }

    private static KeyChoice choose(Principal principal, boolean onLoopback, String alias) {
        return choose(principal, onLoopback, alias, Optional.empty());
    }

    private static KeyChoice choose(Principal principal, boolean onLoopback, String alias, Optional<String> query) {
        Headers headers = Headers.of("cf-aig-byok-alias", alias);
        Wish wish = new Wish("POST", "x", query, headers, new byte[0], new Admitted(principal, Set.of(), false));
        return new Precedence(snapshot(onLoopback), SCOPE, false).choose(seat(), wish, CallOptions.of(headers));
    }

    private static Seat seat() {
        return new Seat(
                new InQuery(), "https://host", false, Set.of(), Set.of(), Optional.empty(), Headers.EMPTY, false);
    }

    private static Snapshot snapshot(boolean onLoopback) {
        Settings settings = settings();
        KeyBook keys = new KeyBook() {
            @Override
            public Optional<StoredKey> stored(Scope scope, String provider, Optional<String> alias) {
                return Optional.of(new StoredKey("1", provider, "default", 1, () -> new Secret("k")));
            }

            @Override
            public Optional<StoredKey> managed(Scope scope, String provider) {
                return Optional.empty();
            }
        };
        Duration second = Duration.ofSeconds(1);
        return new Snapshot(
                1,
                GatewayBook.of(settings),
                new GatewayDoor(TokenRing.of(settings, List.of(), token -> new byte[32], new LastUse())),
                PriceBook.bundled(),
                Map.of(),
                CustomSeats.of(List.of(), Providers.load()),
                settings.egress(),
                new CallBounds(new Patience(second, second, second), second, 1, 1, 1, 1, 1, 1, second),
                false,
                keys,
                Map.of(),
                Map.of(),
                onLoopback);
    }

    private static Settings settings() {
        Reading reading = ConfigSource.of(Path.of("no-such-folder"), Optional.empty(), Map.of(), Map.of(), Set.of())
                .read();
        return ((Reading.Good) reading).settings();
    }

    /** A provider that takes its key in the query alone. */
    private static final class InQuery implements Provider {
        @Override
        public String slug() {
            return "in-query";
        }

        @Override
        public String baseUrl() {
            return "https://host";
        }

        @Override
        public List<AuthSlot> authSlots() {
            return List.of(AuthSlot.query("key"));
        }

        @Override
        public Route route(ProviderRequest request) {
            throw new AssertionError("nothing is sent here");
        }
    }
}
