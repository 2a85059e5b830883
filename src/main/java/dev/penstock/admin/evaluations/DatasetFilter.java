package dev.penstock.admin.evaluations;

import dev.penstock.admin.evaluations.EvaluationSource.Entry;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** One condition of a dataset; where several values stand, one of them is enough. */
sealed interface DatasetFilter {
    boolean matches(Entry entry);

    /** A text is one of the values, or contains one of them whatever the case of ASCII letters. */
    record ByText(TextKey key, boolean contains, List<String> values) implements DatasetFilter {
        public ByText {
            values = List.copyOf(values);
        }

        @Override
        public boolean matches(Entry entry) {
            Optional<String> text = key.of.apply(entry);
            Predicate<String> test = contains
                    ? value -> text.orElse("").toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT))
                    : value -> text.orElse("").equals(value);
            return text.isPresent() && values.stream().anyMatch(test);
        }
    }

    /** A number compared in its own unit; an entry without the number never matches. */
    record ByNumber(NumberKey key, Compare compare, List<BigDecimal> values) implements DatasetFilter {
        public ByNumber {
            values = List.copyOf(values);
        }

        @Override
        public boolean matches(Entry entry) {
            Optional<BigDecimal> number = key.of.apply(entry);
            return number.isPresent()
                    && values.stream()
                            .anyMatch(value -> compare.holds(number.get().compareTo(value)));
        }
    }

    /** A fact holds, or does not. */
    record ByFlag(FlagKey key, boolean value) implements DatasetFilter {
        @Override
        public boolean matches(Entry entry) {
            return key.of.test(entry) == value;
        }
    }

    /** How numbers are compared. */
    enum Compare {
        EQ,
        LT,
        GT;

        boolean holds(int comparison) {
            return switch (this) {
                case EQ -> comparison == 0;
                case LT -> comparison < 0;
                case GT -> comparison > 0;
            };
        }
    }

    /** Texts of an entry. */
    enum TextKey {
        PROVIDER(Entry::provider),
        MODEL(Entry::model),
        REQUEST_CONTENT_TYPE(Entry::requestContentType),
        RESPONSE_CONTENT_TYPE(Entry::responseContentType);

        private final Function<Entry, Optional<String>> of;

        TextKey(Function<Entry, Optional<String>> of) {
            this.of = of;
        }
    }

    /** Numbers of an entry: US dollars, tokens, milliseconds. */
    enum NumberKey {
        CREATED_AT(entry -> Optional.of(BigDecimal.valueOf(entry.createdAt()))),
        COST(entry -> scaled(entry.costNano(), 9)),
        TOKENS(entry -> scaled(tokens(entry), 0)),
        TOKENS_IN(entry -> scaled(entry.tokensIn(), 0)),
        TOKENS_OUT(entry -> scaled(entry.tokensOut(), 0)),
        DURATION(entry -> scaled(entry.durationMicros(), 3)),
        FEEDBACK(entry -> entry.feedback().isPresent()
                ? Optional.of(BigDecimal.valueOf(entry.feedback().getAsInt()))
                : Optional.empty());

        private final Function<Entry, Optional<BigDecimal>> of;

        NumberKey(Function<Entry, Optional<BigDecimal>> of) {
            this.of = of;
        }

        private static Optional<BigDecimal> scaled(OptionalLong number, int scale) {
            return number.isPresent() ? Optional.of(BigDecimal.valueOf(number.getAsLong(), scale)) : Optional.empty();
        }

        private static OptionalLong tokens(Entry entry) {
            return entry.tokensIn().isEmpty() && entry.tokensOut().isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            entry.tokensIn().orElse(0) + entry.tokensOut().orElse(0));
        }
    }

    /** Facts of an entry. */
    enum FlagKey {
        SUCCESS(Entry::success),
        CACHED(Entry::cached);

        private final Predicate<Entry> of;

        FlagKey(Predicate<Entry> of) {
            this.of = of;
        }
    }
}
