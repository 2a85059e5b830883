package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostsTest {
    private static final long DOLLAR = 1_000_000_000;

    @ParameterizedTest
    @CsvSource({
        // nano-USD per million, tokens, nano-USD: half a nano is rounded up, less is not
        "499999, 1, 0",
        "500000, 1, 1",
        "1499999, 1, 1",
        "1500000, 1, 2",
        "250000, 2, 1",
        "0, 1000000, 0",
    })
    void rounds_half_up_once(long price, long tokens, long nano) {
        assertThat(Costs.cost(price(Map.of(PriceKind.INPUT, price)), usage("in=" + tokens), Optional.empty()))
                .contains(new NanoUsd(nano));
    }

    @Test
    void rounds_the_sum_and_not_its_parts() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, 400_000L, PriceKind.OUTPUT, 400_000L));
        assertThat(Costs.cost(price, usage("in=1 out=1"), Optional.empty())).contains(new NanoUsd(1));
    }

    @ParameterizedTest
    @CsvSource({
        "in=1, out", // nothing said of output: input alone is priced
        "in=1 out=0, out",
        "out=0, in",
        "in=0 out=0, in",
    })
    void a_kind_without_price_does_not_matter_while_nothing_of_it_was_used(String usage, String missing) {
        PriceKind priced = missing.equals("out") ? PriceKind.INPUT : PriceKind.OUTPUT;
        assertThat(Costs.cost(price(Map.of(priced, DOLLAR)), usage(usage), Optional.empty()))
                .isPresent();
    }

    @Test
    void a_used_kind_without_price_makes_the_cost_unknown() {
        assertThat(Costs.cost(price(Map.of(PriceKind.INPUT, DOLLAR)), usage("in=1 out=1"), Optional.empty()))
                .isEmpty();
        assertThat(Costs.cost(price(Map.of(PriceKind.AUDIO_HOUR, DOLLAR)), usage("in=1 out=1"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void nothing_said_is_not_zero() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, DOLLAR, PriceKind.OUTPUT, DOLLAR, PriceKind.REQUEST, DOLLAR));
        assertThat(Costs.cost(price, Usage.NONE, Optional.empty())).isEmpty();
        assertThat(Costs.cost(price, usage("in=0 out=0"), Optional.empty())).contains(new NanoUsd(1_000));
    }

    @Test
    void a_count_below_zero_is_worth_nothing() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, DOLLAR, PriceKind.OUTPUT, DOLLAR));
        assertThat(Costs.cost(price, usage("in=-5 read=-7 out=2 reasoning=-3 web_search=-1"), Optional.empty()))
                .contains(new NanoUsd(2_000));
    }

    @Test
    void parts_never_exceed_the_whole() {
        ModelPrice price = price(Map.of(
                PriceKind.INPUT, DOLLAR,
                PriceKind.INPUT_AUDIO, 10 * DOLLAR,
                PriceKind.INPUT_IMAGE, 100 * DOLLAR,
                PriceKind.OUTPUT, DOLLAR,
                PriceKind.REASONING, 3 * DOLLAR));
        assertThat(Costs.cost(price, usage("in=10 inAudio=7 inImage=9 out=4 reasoning=9"), Optional.empty()))
                .contains(new NanoUsd(70_000 + 300_000 + 12_000));
    }

    @Test
    void a_cache_of_one_hour_without_price_costs_as_one_of_five_minutes() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, DOLLAR, PriceKind.CACHE_WRITE, 2 * DOLLAR));
        assertThat(Costs.cost(price, usage("in=0 write1h=3"), Optional.empty())).contains(new NanoUsd(6_000));
    }

    @ParameterizedTest
    @CsvSource({"priority", "scale", "reserved", "PROVISIONED_THROUGHPUT", "fast", "something-new"})
    void a_tier_without_published_factor_makes_the_cost_unknown(String tier) {
        assertThat(Costs.cost(price(Map.of(PriceKind.INPUT, DOLLAR)), usage("in=1"), Optional.of(tier)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"default", "auto", "Standard", "on_demand", "ON_DEMAND", "SERVICE_TIER_STANDARD", "''"})
    void the_ordinary_tier_has_many_names(String tier) {
        assertThat(Costs.cost(price(Map.of(PriceKind.INPUT, DOLLAR)), usage("in=1"), Optional.of(tier)))
                .contains(new NanoUsd(1_000));
    }

    @Test
    void a_cost_nobody_believes_is_unknown() {
        ModelPrice price = price(Map.of(PriceKind.INPUT, 2 * DOLLAR, PriceKind.OUTPUT, 1L));
        assertThat(Costs.cost(price, usage("in=500000000000"), Optional.empty()))
                .contains(new NanoUsd(1_000_000 * DOLLAR));
        assertThat(Costs.cost(price, usage("in=500000001000"), Optional.empty()))
                .isEmpty();
        assertThat(Costs.cost(price, usage("in=1 out=1000000000000"), Optional.empty()))
                .as("where readers cut off what is out of all bounds, however cheap")
                .isEmpty();
        assertThat(Costs.cost(price, usage("in=" + Long.MAX_VALUE), Optional.empty()))
                .isEmpty();
    }

    @Test
    void equals_exact_decimal_arithmetic_on_half_a_million_random_calls() {
        equalsDecimals(1_000);
    }

    @Test
    @Tag("soak")
    void equals_exact_decimal_arithmetic_on_ten_million_random_calls() {
        equalsDecimals(20_000);
    }

    /** Five hundred calls a round. */
    private static void equalsDecimals(int rounds) {
        SplittableRandom random = new SplittableRandom(20261122);
        for (int round = 0; round < rounds; round++) {
            RandomPrice price = RandomPrice.next(random);
            for (int call = 0; call < 500; call++) {
                Usage usage = randomUsage(random);
                Optional<NanoUsd> cost = Costs.cost(price.price, usage, Optional.of("t"));
                BigDecimal expected = price.expected(usage);
                if (cost.isEmpty() || cost.orElseThrow().amount() != expected.longValueExact()) {
                    assertThat(cost).as("%s at %s", usage, price).contains(new NanoUsd(expected.longValueExact()));
                }
            }
        }
    }

    private static Usage randomUsage(SplittableRandom random) {
        long bound = 1L << random.nextInt(1, 22);
        long input = random.nextLong(bound);
        return new Usage(
                input,
                maybe(random, bound),
                maybe(random, bound),
                maybe(random, bound),
                random.nextLong(bound),
                null,
                random.nextBoolean() ? null : random.nextLong(input + 1),
                null,
                null,
                null,
                null,
                Map.of(),
                null);
    }

    private static @Nullable Long maybe(SplittableRandom random, long bound) {
        return random.nextInt(3) == 0 ? null : random.nextLong(bound);
    }

    private static Usage usage(String text) {
        return UsageText.parse(text);
    }

    private static ModelPrice price(Map<PriceKind, Long> nanoPerMillion) {
        Map<PriceKind, Rate> rates = new EnumMap<>(PriceKind.class);
        nanoPerMillion.forEach((kind, price) -> rates.put(kind, Rate.flat(price)));
        return new ModelPrice("p", "m", rates, Map.of());
    }

    /** A price with all kinds, one step for long prompts and one factor, and what it makes of usage in decimals. */
    private record RandomPrice(Map<PriceKind, Rate> rates, long border, Fraction factor, ModelPrice price) {
        private static final List<PriceKind> KINDS = List.of(
                PriceKind.INPUT,
                PriceKind.INPUT_AUDIO,
                PriceKind.CACHE_READ,
                PriceKind.CACHE_WRITE,
                PriceKind.CACHE_WRITE_1H,
                PriceKind.OUTPUT);

        static RandomPrice next(SplittableRandom random) {
            long border = random.nextLong(1, 1_000_000);
            Map<PriceKind, Rate> rates = new EnumMap<>(PriceKind.class);
            for (PriceKind kind : KINDS) {
                Rate.Step step = new Rate.Step(border, random.nextLong(1L << random.nextInt(1, 40)));
                rates.put(kind, new Rate(random.nextLong(1L << random.nextInt(1, 40)), List.of(step)));
            }
            Fraction factor = new Fraction(random.nextLong(1, 40), random.nextLong(1, 40));
            return new RandomPrice(rates, border, factor, new ModelPrice("p", "m", rates, Map.of("t", factor)));
        }

        BigDecimal expected(Usage usage) {
            long prompt = Usage.orZero(usage.inputTotal());
            long audio = Usage.orZero(usage.inputAudio());
            return times(PriceKind.INPUT, Usage.orZero(usage.input()) - audio, prompt)
                    .add(times(PriceKind.INPUT_AUDIO, audio, prompt))
                    .add(times(PriceKind.CACHE_READ, Usage.orZero(usage.cacheRead()), prompt))
                    .add(times(PriceKind.CACHE_WRITE, Usage.orZero(usage.cacheWrite5m()), prompt))
                    .add(times(PriceKind.CACHE_WRITE_1H, Usage.orZero(usage.cacheWrite1h()), prompt))
                    .add(times(PriceKind.OUTPUT, Usage.orZero(usage.output()), prompt))
                    .multiply(BigDecimal.valueOf(factor.numerator()))
                    .divide(BigDecimal.valueOf(factor.denominator() * 1_000_000), 0, RoundingMode.HALF_UP);
        }

        private BigDecimal times(PriceKind kind, long count, long prompt) {
            Rate rate = rates.get(kind);
            if (rate == null) {
                throw new AssertionError(kind);
            }
            long each = prompt > border ? rate.steps().getFirst().price() : rate.base();
            return BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(each));
        }
    }
}
