package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Headers;
import dev.penstock.call.Route;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every folder's routes.txt, line by line, and every call a folder says it serves. */
class RoutesTest {
    private final Providers providers = Providers.load();

    @TestFactory
    Stream<DynamicTest> places_each_recorded_line() {
        return providers.all().stream()
                .flatMap(provider -> RouteLine.of(provider).stream()
                        .map(line -> DynamicTest.dynamicTest(
                                provider.slug() + " " + line.text(), () -> check(provider, line))));
    }

    @TestFactory
    Stream<DynamicTest> serves_what_it_says() {
        return providers.all().stream()
                .flatMap(provider -> provider.serves().stream()
                        .map(served -> DynamicTest.dynamicTest(
                                provider.slug() + " " + served.path(), () -> serves(provider, served))));
    }

    private static void check(Provider provider, RouteLine line) {
        if (line.isRefused()) {
            assertThatThrownBy(() -> provider.route(line.request()))
                    .as(line.text())
                    .isInstanceOfSatisfying(
                            CallRefused.class,
                            refused -> assertThat(refused.refusal().status()).isEqualTo(400));
            return;
        }
        Route route = provider.route(line.request());
        assertThat(List.of(
                        route.origin() + route.target(),
                        route.dialect().name(),
                        route.model().orElse("-"),
                        route.streams().map(String::valueOf).orElse("-")))
                .isEqualTo(line.expected());
    }

    private static void serves(Provider provider, Served served) {
        String path =
                served.path().replace("{workspace}", "w.azuredatabricks.net").replaceAll("\\{[a-z]+}", "name");
        Route route = provider.route(
                new ProviderRequest("acc", "POST", path, Optional.empty(), Headers.EMPTY, provider.baseUrl(), false));
        assertThat(route.dialect()).isEqualTo(served.dialect());
        assertThat(route.rules()).isEqualTo(served.rules());
    }
}
