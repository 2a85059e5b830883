package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.meter.WorstCase.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorstCaseTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final PriceBook BOOK = PriceBook.bundled();
    private static final PriceKind[] KINDS = PriceKind.values();
    private static final List<String> TIERS = List.of("batch", "flex", "priority", "default", "auto", "never-heard-of");

    @Test
    void no_usage_within_the_size_costs_more_at_any_price() {
        SplittableRandom random = new SplittableRandom(20261122);
        int priced = 0;
        for (int round = 0; round < 300_000; round++) {
            ModelPrice price = randomPrice(random);
            priced += holds(price, random) ? 1 : 0;
        }
        assertThat(priced).isGreaterThan(100_000);
    }

    @Test
    void no_usage_within_the_size_costs_more_at_any_bundled_price() {
        SplittableRandom random = new SplittableRandom(7);
        int priced = 0;
        for (PriceTable table : PriceFile.read("prices.json", bundled()).tables()) {
            for (ModelEntry entry : table.entries()) {
                for (ModelEntry.Period period : entry.periods()) {
                    ModelPrice price = period.price();
                    for (int call = 0; price != null && call < 50; call++) {
                        priced += holds(price, random) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(priced).isGreaterThan(30_000);
    }

    /** Draws a call and one usage within it; says whether both could be priced. */
    private static boolean holds(ModelPrice price, SplittableRandom random) {
        Usage usage = randomUsage(random);
        Optional<String> asked = random.nextInt(3) == 0 ? Optional.empty() : Optional.of(any(TIERS, random));
        // Where nothing is asked, the ordinary tier serves; a project that is set otherwise asks for it by its prices.
        Optional<String> served = random.nextBoolean() && asked.isPresent() ? asked : Optional.of("default");
        long input = Usage.orZero(usage.inputTotal()) + random.nextLong(3);
        Size size = new Size(input, Usage.orZero(usage.output()) + random.nextLong(3), asked);
        Optional<NanoUsd> cost = Costs.cost(price, usage, served);
        Optional<NanoUsd> worst = WorstCase.of(price, size);
        boolean both = cost.isPresent() && worst.isPresent();
        if (both && cost.orElseThrow().amount() > worst.orElseThrow().amount()) {
            assertThat(worst)
                    .as("%s at %s, asked %s, served %s", usage, price, asked, served)
                    .isEqualTo(cost);
        }
        return both;
    }

    @Test
    void text_alone_is_not_held_at_the_price_of_sound() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, 100L, PriceKind.INPUT_AUDIO, 900L, PriceKind.OUTPUT, 100L));
        assertThat(WorstCase.of(price, new Size(1_000_000, 0, Optional.empty(), false)))
                .contains(new NanoUsd(100));
        assertThat(WorstCase.of(price, new Size(1_000_000, 0, Optional.empty())))
                .contains(new NanoUsd(900));
    }

    @ParameterizedTest
    @CsvSource({"default, 100", "batch, 100", "priority, 250", "auto, 250", "'', 100", "new-one, 250"})
    void a_tier_that_is_not_settled_may_be_the_dearest_and_none_is_held_cheaper(String tier, long nano) {
        ModelPrice price = new ModelPrice(
                "p",
                "m",
                Map.of(PriceKind.INPUT, Rate.flat(100), PriceKind.OUTPUT, Rate.flat(1)),
                Map.of("batch", new Fraction(1, 2), "priority", new Fraction(5, 2)));
        assertThat(WorstCase.of(price, new Size(1_000_000, 0, Optional.of(tier))))
                .contains(new NanoUsd(nano));
    }

    @Test
    void what_nobody_can_pay_is_a_million_dollars_and_not_an_overflow() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, 1_000_000_000_000_000L, PriceKind.OUTPUT, 1L));
        assertThat(WorstCase.of(price, new Size(Long.MAX_VALUE, Long.MAX_VALUE, Optional.empty())))
                .contains(new NanoUsd(1_000_000_000_000_000L));
    }

    @Test
    void a_price_that_is_not_known_is_not_nothing() {
        assertThat(WorstCase.of(price(Map.of(PriceKind.INPUT, 1L)), new Size(1, 1, Optional.empty())))
                .isEmpty();
        assertThat(WorstCase.of(price(Map.of(PriceKind.AUDIO_HOUR, 1L)), new Size(0, 0, Optional.empty())))
                .isEmpty();
        assertThat(BOOK.worst("openai", "no-such-model", new Size(1, 1, Optional.empty()), NOON))
                .isEmpty();
    }

    @Test
    void a_custom_cost_is_held_as_it_will_be_settled() {
        Size size = new Size(10, 5, Optional.empty());
        assertThat(CustomCost.parse("{\"total_cost\":0.25}").worst(size)).isEqualTo(new NanoUsd(250_000_000));
        assertThat(CustomCost.parse(
                                "{\"per_token_in\":0.01,\"per_token_out\":0.02,\"per_cache_read_token\":0.001,\"per_cache_write_token\":0.03}")
                        .worst(size))
                .isEqualTo(new NanoUsd(400_000_000));
        assertThat(CustomCost.parse("{\"total_cost\":1e100}").worst(size).amount())
                .isEqualTo(1_000_000_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, 16384",
        "openai, gpt-4o-mini-2024-07-18, 16384",
        "openai, gpt-5, 128000",
        "anthropic, claude-sonnet-4-5-20250929, 64000",
        "google-ai-studio, models/gemini-2.5-pro, 65536",
        "openai, text-embedding-3-small, 0",
        "openai, no-such-model, -1",
        "no-such-provider, gpt-4o, -1",
    })
    void knows_how_long_an_answer_can_be(String provider, String model, long limit) {
        assertThat(BOOK.maxOutput(provider, model))
                .isEqualTo(limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-99-turbo", "o99", "claude-opus-99", "no-such-model", "9", "ft:gpt-4.1-mini:x::y", ""})
    void a_model_nobody_lists_is_held_and_settled_by_its_family(String model) {
        SplittableRandom random = new SplittableRandom(model.hashCode());
        for (String provider : List.of("openai", "anthropic", "google-ai-studio", "openrouter")) {
            for (int call = 0; call < 200; call++) {
                Usage usage = randomUsage(random);
                Optional<String> tier = Optional.of(any(TIERS, random));
                Size size = new Size(Usage.orZero(usage.inputTotal()), Usage.orZero(usage.output()), tier);
                Optional<NanoUsd> worst = BOOK.worstByFamily(provider, model, size, NOON);
                Optional<NanoUsd> cost = BOOK.costByFamily(provider, model, usage, tier, NOON);
                assertThat(cost).isPresent();
                assertThat(cost.orElseThrow().amount())
                        .isLessThanOrEqualTo(worst.orElseThrow().amount());
            }
        }
    }

    @Test
    void a_family_is_dearer_than_each_of_its_models_and_no_other() {
        Size size = new Size(1_000_000, 0, Optional.of("default"), false);
        long opus = BOOK.worstByFamily("anthropic", "claude-haiku-99", size, NOON)
                .orElseThrow()
                .amount();
        assertThat(opus)
                .isGreaterThanOrEqualTo(BOOK.worst("anthropic", "claude-haiku-4-5", size, NOON)
                        .orElseThrow()
                        .amount());
        assertThat(opus)
                .isLessThan(BOOK.worst("anthropic", "claude-opus-4-1", size, NOON)
                        .orElseThrow()
                        .amount());
        assertThat(BOOK.worstByFamily("no-such-provider", "m", size, NOON)).isEmpty();
    }

    @Test
    void a_name_means_the_same_however_many_others_were_asked_between() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(BOOK.find("openai", "gpt-4o-2024-08-06", NOON).map(ModelPrice::model))
                    .contains("gpt-4o");
            assertThat(BOOK.find("openai", "no-such-model-" + i, NOON)).isEmpty();
            assertThat(BOOK.find("anthropic", "gpt-4o-2024-08-06", NOON)).isEmpty();
        }
    }

    private static byte[] bundled() {
        try (InputStream file = PriceBook.class.getResourceAsStream("prices.json")) {
            return Objects.requireNonNull(file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelPrice price(Map<PriceKind, Long> prices) {
        Map<PriceKind, Rate> rates = new EnumMap<>(PriceKind.class);
        prices.forEach((kind, price) -> rates.put(kind, Rate.flat(price)));
        return new ModelPrice("p", "m", rates, Map.of());
    }

    private static ModelPrice randomPrice(SplittableRandom random) {
        Map<PriceKind, Rate> rates = new EnumMap<>(PriceKind.class);
        for (PriceKind kind : KINDS) {
            if (random.nextInt(4) > 0) {
                rates.put(kind, randomRate(random));
            }
        }
        Map<String, Fraction> tiers = new HashMap<>();
        for (String tier : TIERS.subList(0, 3)) {
            if (random.nextBoolean()) {
                tiers.put(tier, new Fraction(random.nextLong(1, 30), random.nextLong(1, 10)));
            }
        }
        return new ModelPrice("p", "m", rates, tiers);
    }

    /** Longer prompts dearer or cheaper, at borders that the sizes cross. */
    private static Rate randomRate(SplittableRandom random) {
        List<Rate.Step> steps = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new Rate.Step(random.nextLong(1L << 18), random.nextLong(1L << 40)))
                .toList();
        return new Rate(random.nextLong(1L << 40), steps);
    }

    /** Parts are never more than what they are parts of, and kinds may be missing. */
    private static Usage randomUsage(SplittableRandom random) {
        long bound = 1L << random.nextInt(1, 20);
        long input = random.nextLong(bound);
        long output = random.nextLong(bound);
        return new Usage(
                input,
                random.nextBoolean() ? null : random.nextLong(bound),
                random.nextBoolean() ? null : random.nextLong(bound),
                random.nextBoolean() ? null : random.nextLong(bound),
                output,
                random.nextBoolean() ? null : random.nextLong(output + 1),
                random.nextBoolean() ? null : random.nextLong(input + 1),
                random.nextBoolean() ? null : random.nextLong(input + 1),
                null,
                random.nextBoolean() ? null : random.nextLong(output + 1),
                random.nextBoolean() ? null : random.nextLong(output + 1),
                Map.of(),
                null);
    }

    private static String any(List<String> texts, SplittableRandom random) {
        return texts.get(random.nextInt(texts.size()));
    }

    @Test
    void finding_and_holding_is_cheap_for_names_of_all_forms() {
        Size size = new Size(10_000, 4_096, Optional.of("default"));
        for (String name : List.of("gpt-4o", "gpt-4o-2024-08-06", "models/gpt-5", "no-such-model")) {
            long sum = 0;
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 30; round++) {
                long start = System.nanoTime();
                for (int i = 0; i < 10_000; i++) {
                    sum += BOOK.worst("openai", name, size, NOON)
                            .map(NanoUsd::amount)
                            .orElse(1L);
                }
                best = Math.min(best, (System.nanoTime() - start) / 10_000);
            }
            System.out.println("find and worst of " + name + ": " + best + " ns");
            assertThat(sum).isPositive();
            assertThat(best).isLessThan(20_000);
        }
    }
}
