package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final PriceBook BOOK = PriceBook.bundled();

    @Test
    void every_line_of_the_bundled_file_is_understood() {
        assertThat(PriceBook.bundled().warm()).isGreaterThanOrEqualTo(1690);
    }

    @Test
    void the_version_names_the_day_and_the_source() {
        assertThat(BOOK.version()).matches("\\d{4}-\\d{2}-\\d{2}-\\d+\\.\\d+\\.\\d+\\.\\d+");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, gpt-4o",
        "openai, GPT-4o, gpt-4o",
        "OpenAI, ' gpt-4o ', gpt-4o",
        "openai, gpt-4o-2024-08-06, gpt-4o",
        "openai, gpt-4o-2024-05-13, gpt-4o-2024-05-13",
        "openai, gpt-4o-2031-12-24, gpt-4o",
        "openai, gpt-6-sol-2026-11-01, gpt-6-sol",
        "openai, ft:gpt-4o-2024-08-06:acme::x, ft:gpt-4o",
        "anthropic, claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "anthropic, claude-opus-5-20260101, claude-opus-5",
        "anthropic, claude-3-5-sonnet-latest, claude-3-5-sonnet",
        "google-ai-studio, models/gemini-2.5-pro, gemini-2.5-pro",
        "google-ai-studio, gemini-2.5-flash-001, gemini-2.5-flash",
        "google-ai-studio, gemini-2.5-flash-lite-preview-09-2025, gemini-2.5-flash-lite",
        "google-ai-studio, gemini-2.5-pro-preview-tts, gemini-2.5-pro-tts",
        "google-vertex-ai, publishers/google/models/gemini-2.5-pro, gemini-2.5-pro",
        "google-vertex-ai, google/gemini-2.5-flash, gemini-2.5-flash",
        "google-vertex-ai, anthropic/claude-haiku-4-5@20251001, claude-haiku-4-5",
        "aws-bedrock, us.anthropic.claude-opus-4-20250514-v1:0, regional.anthropic.claude-opus-4-20250514-v1:0",
        "aws-bedrock, global.anthropic.claude-opus-5, global.anthropic.claude-opus-5",
        "aws-bedrock, arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0, amazon.nova-lite-v1:0",
        "azure-openai, gpt-4o-2024-11-20, gpt-4o",
        "azure, o3, o3-2025-04-16",
        "grok, grok-4-latest, grok-4-0709",
        "mistral, mistral-large-latest, mistral-large",
        "groq, openai/gpt-oss-20b, openai/gpt-oss-20b",
        "openrouter, anthropic/claude-sonnet-4.5, anthropic/claude-sonnet-4.5",
        "openrouter, someone/new-model:free, someone/new-model:free",
        "fireworks, accounts/fireworks/models/deepseek-v3p2, deepseek-v3p2",
        "huggingface, Qwen/Qwen3-VL-8B-Instruct:together, Qwen/Qwen3-VL-8B-Instruct",
        "demo, demo-fast, demo-fast",
    })
    void finds_a_model_by_any_name_its_provider_accepts(String provider, String name, String model) {
        assertThat(BOOK.find(provider, name, NOON).map(ModelPrice::model)).contains(model);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, no-such-model",
        "openai, ''",
        "openai, ft:gpt-4.1-mini:acme-moderation::x",
        "openai, ft:o4-mini-2025-04-16:acme::x",
        "openai, models/",
        "no-such-provider, gpt-4o",
        "anthropic, gpt-4o",
        "aws-bedrock, arn:aws:bedrock:us-east-1:1:application-inference-profile/abc",
        "huggingface, meta-llama/Llama-3.3-70B-Instruct",
        "google-vertex-ai, gemma-3-27b-it",
        "cerebras, qwen-3-coder-480b",
        "fireworks, deepseek-v3p2-2024-01-01",
    })
    void an_unknown_model_has_no_price(String provider, String name) {
        assertThat(BOOK.find(provider, name, NOON)).isEmpty();
        assertThat(BOOK.cost(provider, name, Usage.of(10, 10), Optional.empty(), NOON))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-2024-01-01", "models/", "*"})
    void a_hostile_name_is_answered_quickly(String part) {
        String name = part.repeat(2_000_000 / part.length());
        long start = System.nanoTime();
        assertThat(BOOK.find("openrouter", name, NOON)).isEmpty();
        assertThat(BOOK.find("aws-bedrock", part.repeat(512 / part.length()), NOON))
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void a_price_holds_for_its_hours_of_the_day_only() {
        assertThat(deepseek("2026-11-22T03:59:59Z")).isEqualTo(1_320);
        assertThat(deepseek("2026-11-22T04:00:00Z")).isEqualTo(660);
        assertThat(deepseek("2026-11-22T06:00:00Z")).isEqualTo(1_320);
        assertThat(deepseek("2026-11-22T10:00:00Z")).isEqualTo(660);
        assertThat(deepseek("2026-08-16T03:00:00Z"))
                .as("before there were hours")
                .isEqualTo(280);
    }

    private static long deepseek(String at) {
        return BOOK.cost("deepseek", "deepseek-v4-flash", Usage.of(0, 1), Optional.empty(), Instant.parse(at))
                .orElseThrow()
                .amount();
    }

    @Test
    void the_tiers_of_a_fallback_provider_do_not_hold_at_another() {
        Usage usage = Usage.of(1000, 1000);
        assertThat(BOOK.cost("openai", "gpt-4o", usage, Optional.of("priority"), NOON))
                .isPresent();
        assertThat(BOOK.cost("azure-openai", "gpt-4o", usage, Optional.of("priority"), NOON))
                .isEmpty();
        assertThat(BOOK.cost("azure-openai", "gpt-4o", usage, Optional.of("batch"), NOON))
                .isPresent();
        assertThat(BOOK.find("azure-openai", "gpt-4o", NOON).map(ModelPrice::provider))
                .contains("azure-openai");
    }

    @Test
    void a_reported_cost_is_the_truth_only_where_the_price_is_the_providers_secret() {
        Usage usage =
                new Usage(10L, null, null, null, 10L, null, null, null, null, null, null, Map.of(), new NanoUsd(4_711));
        assertThat(BOOK.cost("openrouter", "unknown/model", usage, Optional.empty(), NOON))
                .contains(new NanoUsd(4_711));
        assertThat(BOOK.cost("vercel", "openai/gpt-4o", usage, Optional.empty(), NOON))
                .contains(new NanoUsd(4_711));
        assertThat(BOOK.cost("perplexity", "sonar", usage, Optional.empty(), NOON))
                .contains(new NanoUsd(4_711));
        assertThat(BOOK.cost("openai", "gpt-4o", usage, Optional.empty(), NOON)).contains(new NanoUsd(125_000));
        assertThat(BOOK.cost("openai", "unknown", usage, Optional.empty(), NOON))
                .isEmpty();
    }
}
