package dev.penstock.admin.evaluations;

import dev.penstock.admin.evaluations.EvaluationSource.Entry;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
            Optional<String> text = key.of(entry);
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
            Optional<BigDecimal> number = key.of(entry);
            return number.isPresent()
                    && values.stream()
                            .anyMatch(value -> compare.holds(number.get().compareTo(value)));
        }
    }

    /** A fact holds, or does not. */
    record ByFlag(FlagKey key, boolean value) implements DatasetFilter {
        @Override
        public boolean matches(Entry entry) {
            return key.of(entry) == value;
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
        PROVIDER,
        MODEL,
        REQUEST_CONTENT_TYPE,
        RESPONSE_CONTENT_TYPE;

        Optional<String> of(Entry entry) {
            return switch (this) {
                case PROVIDER -> entry.provider();
                case MODEL -> entry.model();
                case REQUEST_CONTENT_TYPE -> entry.requestContentType();
                case RESPONSE_CONTENT_TYPE -> entry.responseContentType();
            };
        }
    }

    /** Numbers of an entry: US dollars, tokens, milliseconds. */
    enum NumberKey {
        CREATED_AT,
        COST,
        TOKENS,
        TOKENS_IN,
        TOKENS_OUT,
        DURATION,
        FEEDBACK;

        Optional<BigDecimal> of(Entry entry) {
            return switch (this) {
                case CREATED_AT -> Optional.of(BigDecimal.valueOf(entry.createdAt()));
                case COST -> scaled(entry.costNano(), 9);
                case TOKENS -> scaled(tokens(entry), 0);
                case TOKENS_IN -> scaled(entry.tokensIn(), 0);
                case TOKENS_OUT -> scaled(entry.tokensOut(), 0);
                case DURATION -> scaled(entry.durationMicros(), 3);
                case FEEDBACK ->
                    entry.feedback().isPresent()
                            ? Optional.of(BigDecimal.valueOf(entry.feedback().getAsInt()))
                            : Optional.empty();
            };
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
        SUCCESS,
        CACHED;

        boolean of(Entry entry) {
            return switch (this) {
                case SUCCESS -> entry.success();
                case CACHED -> entry.cached();
            };
        }
    }
}
