package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.CallRefused;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomCostTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"per_token_in\":0.000001,\"per_token_out\":0.000002} | in=10 out=5 | 20000",
                "{\"per_token_in\":1e-6,\"per_token_out\":2E-6} | in=10 out=5 | 20000",
                "{\"per_token_in\":0.0000000001234567890123456789,\"per_token_out\":0} | in=1000000000 out=0 | 123456789",
                // no cache price: all input costs the same
                "{\"per_token_in\":0.000001,\"per_token_out\":0} | in=10 read=20 write=30 write1h=40 out=5 | 100000",
                // one of the two: the other is the price of input
                "{\"per_token_in\":0.000001,\"per_token_out\":0,\"per_cache_read_token\":0.0000001} | in=10 read=20 write=30 out=5 | 42000",
                "{\"per_token_in\":0.000001,\"per_token_out\":0,\"per_cache_write_token\":0.000002} | in=10 read=20 write=30 write1h=1 out=5 | 92000",
                "{\"per_token_in\":0.000001,\"per_token_out\":0,\"per_cache_read_token\":0,\"per_cache_write_token\":0} | in=10 read=20 write=30 out=5 | 10000",
                "{\"per_token_in\":0.000001} | in=10 out=5 | 10000",
                "{\"per_token_out\":0.000001,\"per_token_in\":null} | in=10 out=5 | 5000",
                "{\"per_token_in\":0,\"per_token_out\":0} | in=10 out=5 | 0",
                "{\"total_cost\":0.0123} | in=10 out=5 | 12300000",
                "{\"total_cost\":0.01,\"per_token_in\":1} | in=10 out=5 | 10000000",
                "{\"total_cost\":0.0000000005} | in=0 | 1",
                "{\"total_cost\":0.00000000049} | in=0 | 0",
                "{\"per_token_in\":0.0000000004,\"per_token_out\":0.0000000001} | in=1 out=1 | 1",
                "{\"per_token_in\":0.000001,\"somebody_elses\":\"field\"} | in=1 | 1000",
            })
    void costs_what_the_client_says(String header, String usage, long nano) {
        assertThat(CustomCost.parse(header).cost(UsageText.parse(usage))).contains(new NanoUsd(nano));
    }

    @Test
    void a_price_per_token_needs_tokens_and_a_total_does_not() {
        assertThat(CustomCost.parse("{\"per_token_in\":1}").cost(Usage.NONE)).isEmpty();
        assertThat(CustomCost.parse("{\"total_cost\":1}").cost(Usage.NONE)).contains(new NanoUsd(1_000_000_000));
    }

    @Test
    void a_cost_nobody_believes_is_unknown() {
        Optional<NanoUsd> cost = CustomCost.parse("{\"per_token_in\":1e190}").cost(Usage.of(1, 1));
        assertThat(cost).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0.5",
                "[]",
                "{",
                "{}",
                "{\"per_token\":1}",
                "{\"per_token_in\":\"0.1\"}",
                "{\"per_token_in\":true}",
                "{\"per_token_in\":{}}",
                "{\"per_token_in\":-0.1}",
                "{\"total_cost\":-1}",
                "{\"per_token_in\":NaN}",
                "{\"per_token_in\":1,\"per_token_in\":2}",
                "{\"per_token_in\":1} x",
                "{\"per_token_in\":1e-999999999}",
                "{\"per_token_in\":1e999999999}",
            })
    void refuses_what_it_cannot_read(String header) {
        assertThatThrownBy(() -> CustomCost.parse(header)).isInstanceOfSatisfying(CallRefused.class, refused -> {
            assertThat(refused.refusal().status()).isEqualTo(400);
            assertThat(refused.refusal().message())
                    .startsWith("The header cf-aig-custom-cost ")
                    .contains(header.length() <= 40 ? header : header.substring(0, 40));
        });
    }

    @Test
    void shows_forty_characters_of_a_bad_header_at_most() {
        String header = "{\"per_token_in\":\"" + "s".repeat(100_000) + "\"}";
        assertThatThrownBy(() -> CustomCost.parse(header))
                .hasMessageContaining(header.substring(0, 40) + "…")
                .hasMessageNotContaining(header.substring(0, 41));
    }

    @Test
    void shows_nothing_of_a_bad_header_through_the_parser() {
        String header = " ".repeat(40) + "{\"per_token_in\": secret}";
        assertThatThrownBy(() -> CustomCost.parse(header)).hasMessageNotContaining("secret");
    }
}
