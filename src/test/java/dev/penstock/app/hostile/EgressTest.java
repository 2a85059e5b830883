package dev.penstock.app.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.Headers;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Trap;
import dev.penstock.testkit.TrickyUrls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever address an account gives a custom provider, nothing is connected to that the operator did not allow. */
class EgressTest {
    private static final InetAddress ALLOWED = InetAddress.ofLiteral("127.0.0.9");

    private final Trap trap = new Trap();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        trap.close();
    }

    @Test
    void no_tricky_base_url_leads_to_an_address_nobody_allowed() {
        List<String> urls = TrickyUrls.at(trap.port());
        assertThat(urls).hasSizeGreaterThan(400);
        RunningGateway gateway = gateway("egress:\n  allow: [127.0.0.9/32]\n");
        List<CustomProvider> providers = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            providers.add(provider("default", "t" + i, urls.get(i)));
        }
        gateway.penstock().take(providers);

        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            statuses.add(status(gateway, "custom-t" + i));
        }

        assertThat(statuses).allMatch(status -> status == 400 || status == 403 || status == 502);
        assertThat(statuses).filteredOn(status -> status == 403).hasSizeGreaterThan(100);
        assertThat(trapped()).isSubsetOf(ALLOWED);
    }

    @Test
    void the_trap_sees_a_connection_that_is_made() {
        RunningGateway gateway = gateway("egress:\n  allow: [127.0.0.0/8, \"::1\"]\n");
        gateway.penstock()
                .take(List.of(
                        provider("default", "four", "http://loop.test:" + trap.port()),
                        provider("default", "six", "http://[::1]:" + trap.port())));

        assertThat(status(gateway, "custom-four")).isEqualTo(502);
        assertThat(status(gateway, "custom-six")).isEqualTo(502);
        assertThat(trapped()).contains(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    }

    @Test
    void a_refused_address_is_told_with_the_setting_that_allows_it_and_without_the_address() {
        RunningGateway gateway = gateway("");
        gateway.penstock().take(List.of(provider("default", "inner", "https://ten.test")));

        RawResponse response = Calls.exchange(gateway, call("custom-inner"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(Calls.code(response)).isEqualTo(2911);
        assertThat(response.text()).contains("egress.allow").doesNotContain("10.0.0.5");
        assertThat(gateway.onlyRow().toString()).doesNotContain("10.0.0.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed.test", "mixed-first.test", "mixed6.test", "mixed-many.test", "mixed-public.test"})
    void one_address_that_is_not_allowed_refuses_the_name(String name) {
        RunningGateway gateway = gateway("egress:\n  allow: [127.0.0.9]\n");
        gateway.penstock()
                .take(List.of(
                        provider("default", "mixed", "https://" + name + ":" + trap.port()),
                        provider("default", "good", "https://allowed.test:" + trap.port())));

        assertThat(status(gateway, "custom-mixed")).isEqualTo(403);
        assertThat(trapped()).isEmpty();
        assertThat(status(gateway, "custom-good")).isEqualTo(502);
        assertThat(trapped()).containsOnly(ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_the_clients_to_follow_and_never_ours(int status) {
        FakeProvider fake = closing(FakeProvider.start());
        RunningGateway gateway = gateway("egress:\n  allow: [127.0.0.0/8]\n");
        gateway.penstock().take(List.of(provider("default", "moved", "http://127.0.0.1:" + fake.port())));
        List<String> places = List.of(
                "http://127.0.0.2:" + trap.port() + "/x",
                "//127.0.0.2:" + trap.port(),
                "http://loop.test:" + trap.port());

        for (String place : places) {
            fake.enqueue(Script.redirect(status, place));
            assertThat(status(gateway, "custom-moved")).isEqualTo(status);
            // HTTP clients that follow at all follow these for some methods only.
            fake.enqueue(Script.redirect(status, place));
            RawRequest read = RawRequest.get("/v1/default/default/custom-moved/models");
            assertThat(Calls.exchange(gateway, read).status()).isEqualTo(status);
        }

        assertThat(fake.requests()).hasSize(2 * places.size());
        assertThat(trapped()).isEmpty();
    }

    @Test
    void a_name_that_changes_its_answer_is_connected_to_as_it_was_checked() throws IOException {
        FakeProvider fake = closing(FakeProvider.start());
        fake.otherwise(Script.json(200, Calls.ANSWER));
        AtomicInteger lookups = new AtomicInteger();
        // Checked: allowed. Asked again for connecting, it would lead to where nobody may go.
        RunningGateway gateway = closing(RunningGateway.of(
                "egress:\n  allow: [127.0.0.1/32]\n",
                host -> List.of(InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"))));
        gateway.penstock().take(List.of(provider("default", "rebind", "http://rebind.test:" + fake.port())));

        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThat(client.send(call("custom-rebind")).response().status()).isEqualTo(200);
            assertThat(client.send(call("custom-rebind")).response().status()).isEqualTo(200);
        }

        assertThat(lookups).hasValue(1);
        assertThat(fake.awaitRequest().header("host")).contains("rebind.test:" + fake.port());
    }

    @Test
    void a_name_that_was_checked_is_checked_again_under_new_settings() {
        FakeProvider fake = closing(FakeProvider.start());
        fake.otherwise(Script.json(200, Calls.ANSWER));
        RunningGateway gateway = gateway("egress:\n  allow: [127.0.0.1]\n");
        gateway.penstock().take(List.of(provider("default", "loop", "http://loop.test:" + fake.port())));

        assertThat(status(gateway, "custom-loop")).isEqualTo(200);
        gateway.reload("egress:\n  allow: [127.0.0.2]\n");

        assertThat(status(gateway, "custom-loop")).isEqualTo(403);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void an_address_that_refuses_makes_way_for_the_next_one_of_the_same_name() {
        FakeProvider fake = closing(FakeProvider.start());
        fake.otherwise(Script.json(200, Calls.ANSWER));
        RunningGateway gateway = closing(RunningGateway.of(
                "egress:\n  allow: [127.0.0.0/8]\n",
                host -> List.of(InetAddress.ofLiteral("127.0.0.7"), InetAddress.ofLiteral("127.0.0.1"))));
        gateway.penstock().take(List.of(provider("default", "two", "http://two.test:" + fake.port())));

        assertThat(status(gateway, "custom-two")).isEqualTo(200);
    }

    @Test
    void a_step_that_is_not_allowed_makes_way_for_the_next_one() {
        FakeProvider fake = closing(FakeProvider.start());
        fake.otherwise(Script.json(200, Calls.ANSWER));
        RunningGateway gateway = gateway("providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n");
        gateway.penstock().take(List.of(provider("default", "inner", "https://loop.test:" + trap.port())));

        RawResponse response = Calls.exchange(
                gateway,
                Calls.universal("[{\"provider\":\"custom-inner\",\"endpoint\":\"chat/completions\",\"query\":{}},"
                        + "{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"query\":{}}]"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cf-aig-step")).contains("1");
        assertThat(trapped()).isEmpty();
    }

    private RunningGateway gateway(String yaml) {
        return closing(RunningGateway.of(yaml, TrickyUrls::resolve));
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.addFirst(one);
        return one;
    }

    private static int status(RunningGateway gateway, String provider) {
        return Calls.exchange(gateway, call(provider)).status();
    }

    private static RawRequest call(String provider) {
        return RawRequest.post("/v1/default/default/" + provider + "/chat/completions")
                .bearer("sk-test")
                .json(Calls.BODY);
    }

    private static CustomProvider provider(String account, String slug, String url) {
        String id = UUID.nameUUIDFromBytes(slug.getBytes(UTF_8)).toString();
        return new CustomProvider(account, id, slug, slug, url, true, Headers.EMPTY);
    }

    /** What was reached, once the trap has surely seen what came before: a knock of our own comes last. */
    private List<InetAddress> trapped() {
        InetAddress knocked = InetAddress.ofLiteral("127.77.77.77");
        try (Socket knock = new Socket(knocked, trap.port())) {
            assertThat(knock.isConnected()).isTrue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List<InetAddress> all = Await.value("the knock", java.time.Duration.ofSeconds(10), () -> {
            List<InetAddress> reached = trap.reached();
            return reached.contains(knocked) ? Optional.of(reached) : Optional.empty();
        });
        return all.stream().filter(address -> !address.equals(knocked)).toList();
    }
}
