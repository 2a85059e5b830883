package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Host names of gateways, and calls by them. */
class CustomDomainsTest {
    private static final String PATH = "/accounts/default/ai-gateway/gateways/default/custom-domains";

    @Test
    void one_is_given_shown_listed_and_taken_away() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            JsonNode made = admin.post(PATH, "{\"domain\":\"AI.example.com\",\"zone_id\":\"z1\"}")
                    .result();
            assertThat(made.get("hostname").asString()).isEqualTo("ai.example.com");
            assertThat(made.get("status").asString()).isEqualTo("active");
            assertThat(made.get("cname_target").asString()).isEqualTo("127.0.0.1");
            assertThat(made.get("created_at").asLong()).isGreaterThan(1_000_000_000_000L);
            assertThat(admin.get(PATH + "/ai.example.com").result()).isEqualTo(made);
            assertThat(admin.get(PATH).result()).hasSize(1);
            assertThat(admin.post(PATH, "{\"domain\":\"ai.example.com\",\"zone_id\":\"z1\"}")
                            .status())
                    .isEqualTo(409);
            assertThat(admin.delete(PATH + "/ai.example.com").result()).isEqualTo(made);
            assertThat(admin.get(PATH + "/ai.example.com").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "a..b", "-a.example", "a.example.", "*.example.com", "10.0.0.1", "a b.c", "", "é.fr"
            })
    void what_is_no_host_name_is_refused(String domain) {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient.Reply refused = ApiClient.of(gateway).post(PATH, "{\"domain\":\"" + domain + "\",\"zone_id\":7}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().get("errors")).hasSize(2);
        }
    }

    @Test
    void a_call_by_its_host_name_needs_no_prefix() throws Exception {
        try (FakeProvider provider = FakeProvider.start();
                RunningGateway gateway = RunningGateway.with("openai", provider.origin() + "/v1")) {
            provider.otherwise(Script.json(200, "{\"choices\":[]}"));
            ApiClient.of(gateway)
                    .post(PATH, "{\"domain\":\"ai.example.com\",\"zone_id\":\"z1\"}")
                    .result();

            assertThat(statusLine(gateway, "ai.example.com:" + gateway.port())).startsWith("HTTP/1.1 200");
            assertThat(statusLine(gateway, "other.example.com")).startsWith("HTTP/1.1 404");
            assertThat(gateway.onlyRow().scope().gateway()).isEqualTo("default");
        }
    }

    private static String statusLine(RunningGateway gateway, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream()
                    .write(("POST /openai/chat/completions HTTP/1.1\r\nhost: " + host
                                    + "\r\ncontent-type: application/json\r\nauthorization: Bearer sk-x\r\ncontent-length: 2"
                                    + "\r\nconnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
