package dev.penstock.app.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.CallRow;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can be asked for at the compat entry, with what it costs. */
class ModelListTest {
    private static final String YAML = """
            prices:
              - {provider: custom-own, model: own-1, input: 0.25, output: 1.5}
              - {provider: openai, model: gpt-4o, input: 7}
              - {provider: openai, model: 'secret-*', input: 7}
            egress:
              allow: [127.0.0.0/8]
            custom_providers:
              - {slug: own, base_url: 'https://api.example.com'}
            """;
    private final RunningGateway gateway = RunningGateway.of(YAML);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void has_every_priced_model_of_every_provider_that_can_be_called_once() {
        JsonNode list = list("models").json();

        assertThat(list.path("object").asString()).isEqualTo("list");
        Set<String> ids = new HashSet<>();
        for (JsonNode model : list.path("data")) {
            String id = model.path("id").asString();
            assertThat(ids.add(id)).as(id).isTrue();
            assertThat(model.path("object").asString()).isEqualTo("model");
            assertThat(model.path("created").isIntegralNumber()).isTrue();
            assertThat(model.path("created_at")).isEqualTo(model.path("created"));
            assertThat(id).startsWith(model.path("owned_by").asString() + "/");
            assertThat(model.path("cost_in").isNumber() || model.path("cost_in").isNull())
                    .isTrue();
            assertThat(model.path("cost_out").isNumber()
                            || model.path("cost_out").isNull())
                    .isTrue();
        }
        assertThat(ids)
                .hasSizeGreaterThan(500)
                .contains("openai/gpt-4o-mini", "custom-own/own-1")
                .noneMatch(id -> id.startsWith("deepgram/") || id.startsWith("elevenlabs/") || id.contains("*"))
                .anyMatch(id -> id.startsWith("anthropic/"))
                .anyMatch(id -> id.startsWith("workers-ai/@cf/"));
    }

    @Test
    void tells_prices_in_dollars_for_one_token_the_operators_own_before_the_lists() {
        JsonNode list = list("v1/models").json();

        assertThat(cost(list, "custom-own/own-1", "cost_in")).isEqualByComparingTo("0.00000025");
        assertThat(cost(list, "custom-own/own-1", "cost_out")).isEqualByComparingTo("0.0000015");
        assertThat(cost(list, "openai/gpt-4o", "cost_in")).isEqualByComparingTo("0.000007");
        assertThat(cost(list, "openai/gpt-4o", "cost_out")).isEqualByComparingTo("0.00001");
    }

    @Test
    void is_made_anew_for_other_settings_and_has_a_row_as_every_call() {
        String before = list("models").text();

        assertThat(list("models").text()).isEqualTo(before).contains("custom-own/own-1");

        gateway.reload("limits: {}\n");

        assertThat(list("models").text()).contains("openai/gpt-4o").doesNotContain("custom-own");
        assertThat(gateway.awaitRows(3, row -> true))
                .allMatch(
                        row -> row.surface().equals("compat") && row.attempts().isEmpty())
                .extracting(CallRow::path)
                .containsOnly("compat/models");
    }

    private RawResponse list(String path) {
        RawResponse response = RawClient.exchange(gateway.port(), RawRequest.get("/v1/default/default/compat/" + path));
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(response.header("content-type")).contains("application/json");
        return response;
    }

    private static BigDecimal cost(JsonNode list, String id, String name) {
        return StreamSupport.stream(list.path("data").spliterator(), false)
                .filter(model -> model.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow()
                .path(name)
                .decimalValue();
    }
}
