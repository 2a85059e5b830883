package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.config.PriceOverride;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceOverridesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final PriceBook BUNDLED = PriceBook.bundled();

    @Test
    void replaces_what_is_set_and_keeps_the_rest() {
        PriceBook book = with(price("openai", "gpt-4o", "2", null));
        assertThat(cost(book, "openai", "gpt-4o", "in=1 read=1 out=1")).isEqualTo(2_000 + 1_250 + 10_000);
    }

    @Test
    void prices_a_provider_and_a_model_nobody_lists() {
        PriceBook book = with(price("custom-house", "llama", "0.000000001", "0"));
        assertThat(cost(book, "custom-house", "LLAMA", "in=1000000 out=9")).isEqualTo(1);
        assertThat(BUNDLED.find("custom-house", "llama", NOW)).isEmpty();
    }

    @Test
    void holds_for_dated_snapshots_but_not_for_one_with_its_own_price() {
        PriceBook book = with(price("openai", "gpt-4o", "1", "1"), price("custom-x", "m", "3", "3"));
        assertThat(cost(book, "openai", "gpt-4o-2024-08-06", "in=1 out=1")).isEqualTo(2_000);
        assertThat(cost(book, "openai", "gpt-4o-2024-05-13", "in=1 out=1")).isEqualTo(20_000);
        assertThat(cost(book, "openai", "gpt-4o-mini", "in=1 out=1")).isEqualTo(750);
        assertThat(cost(book, "custom-x", "m-20260101", "in=1 out=1")).isEqualTo(6_000);
    }

    @Test
    void a_pattern_holds_where_no_name_does() {
        PriceBook book = with(
                price("openai", "gpt-*", "1", "1"),
                price("openai", "gpt-4*mini", "2", "2"),
                price("openai", "gpt-4o-mini", "3", "3"));
        assertThat(cost(book, "openai", "gpt-4o-mini", "in=1")).isEqualTo(3_000);
        assertThat(cost(book, "openai", "gpt-4.1-mini", "in=1")).isEqualTo(2_000);
        assertThat(cost(book, "openai", "gpt-99", "in=1 out=1")).isEqualTo(2_000);
        assertThat(cost(book, "openai", "o3", "in=1")).isEqualTo(2_000);
        assertThat(book.find("openai", "agpt-1", NOW)).isEmpty();
    }

    @Test
    void holds_from_its_day_on_and_the_later_wins() {
        PriceBook book = with(
                price("openai", "gpt-4o", "7", "7", NOW.plus(Duration.ofDays(1))),
                price("openai", "gpt-4o", "5", "5", NOW),
                price("openai", "gpt-4o", "4", "4", NOW.minus(Duration.ofDays(1))));
        assertThat(cost(book, "openai", "gpt-4o", "in=1")).isEqualTo(5_000);
        assertThat(book.cost("openai", "gpt-4o", UsageText.parse("in=1"), Optional.empty(), NOW.minusMillis(1)))
                .contains(new NanoUsd(4_000));
        assertThat(book.cost("openai", "gpt-4o", UsageText.parse("in=1"), Optional.empty(), Instant.EPOCH))
                .contains(new NanoUsd(2_500));
    }

    @Test
    void of_two_with_the_same_name_and_day_the_later_line_wins() {
        PriceBook book = with(price("openai", "gpt-4o", "5", "5"), price("openai", "gpt-4o", "6", "6"));
        assertThat(cost(book, "openai", "gpt-4o", "in=1")).isEqualTo(6_000);
    }

    @Test
    void holds_under_every_slug_of_the_provider_and_keeps_its_service_tiers() {
        PriceBook book = with(price("xai", "grok-3", "1", "1"), price("openai", "gpt-4o", "1", "1"));
        assertThat(cost(book, "grok", "grok-3", "in=1")).isEqualTo(1_000);
        assertThat(book.cost("openai", "gpt-4o", Usage.of(2, 0), Optional.of("batch"), NOW))
                .contains(new NanoUsd(1_000));
    }

    @Test
    void the_version_tells_overrides_apart() {
        String one = with(price("openai", "gpt-4o", "1", "1")).version();
        assertThat(one).matches("\\Q" + BUNDLED.version() + "\\E\\+[0-9a-f]{8}");
        assertThat(with(price("openai", "gpt-4o", "1.0", "1.00")).version()).isEqualTo(one);
        assertThat(with(price("openai", "gpt-4o", "1", "2")).version()).isNotEqualTo(one);
        assertThat(with(price("openai", "gpt-4o", "1", "1", NOW)).version()).isNotEqualTo(one);
        assertThat(with(price("openai", "gpt-4o", "1", "1")).with(List.of()).version())
                .isEqualTo(BUNDLED.version());
        assertThat(with(price("openai", "o3", "9", "9"))
                        .with(List.of(price("openai", "gpt-4o", "1", "1")))
                        .version())
                .isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "0.0000000001", "1000001", "1e999999999", "1e-999999999"})
    void refuses_a_price_that_cannot_be_kept_exactly(String dollars) {
        assertThatThrownBy(() -> with(price("openai", "gpt-4o", dollars, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openai/gpt-4o")
                .hasMessageContaining("at most 9 decimals");
    }

    private static PriceBook with(PriceOverride... prices) {
        return BUNDLED.with(Arrays.asList(prices));
    }

    private static long cost(PriceBook book, String provider, String model, String usage) {
        return book.cost(provider, model, UsageText.parse(usage), Optional.empty(), NOW)
                .orElseThrow()
                .amount();
    }

    private static PriceOverride price(String provider, String model, String input, @Nullable String output) {
        return price(provider, model, input, output, Instant.MIN);
    }

    private static PriceOverride price(
            String provider, String model, String input, @Nullable String output, Instant from) {
        return new PriceOverride(
                provider,
                model,
                Optional.of(new BigDecimal(input)),
                Optional.ofNullable(output).map(BigDecimal::new),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                from.equals(Instant.MIN) ? Optional.empty() : Optional.of(from));
    }
}
