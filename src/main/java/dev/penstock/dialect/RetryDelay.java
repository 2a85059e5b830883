package dev.penstock.dialect;

import dev.penstock.call.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When an upstream wants to be asked again, in every form providers tell it: seconds, milliseconds, durations such as
 * 1m2.5s, dates, times since the epoch, sentences. Times beyond a day are told as a day; none, past and negative ones
 * are no times.
 */
final class RetryDelay {
    /** The longest time told on. */
    static final Duration MOST = Duration.ofDays(1);

    private static final int LONGEST = 64;
    private static final double EPOCH_SECONDS = 1e9;
    private static final double EPOCH_MILLIS = 1e12;

    private static final Pattern NUMBER = Pattern.compile("\\+?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final Pattern PART = Pattern.compile(
            "(\\d{1,12}(?:\\.\\d{1,12})?)\\s?(milliseconds?|minutes?|seconds?|hours?|days?|secs?|mins?|hrs?|ms|us|µs|ns|h|m|s|d)(?![a-z])");
    private static final Pattern DURATION = Pattern.compile("(?:" + PART.pattern() + "[\\s,]{0,2}){1,5}");
    private static final Pattern SENTENCE = Pattern.compile(
            "(?:try again|retry|available|wait|reset|resets)(?: again)? (?:in|after|for|at least) (?:about )?("
                    + DURATION.pattern() + ")");

    /** RFC 9110, 5.6.7: the form to write, and two a recipient has to read. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
                    .appendPattern(" HH:mm:ss zzz")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME);

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private RetryDelay() {}

    /** The time an error answer tells, in the order in which providers' own clients look for it. */
    static Optional<Duration> of(Headers headers, ErrorSigns signs, Instant now) {
        return headers.first("retry-after-ms")
                .flatMap(RetryDelay::millis)
                .or(() -> headers.first("retry-after").flatMap(value -> read(value, now)))
                .or(() -> signs.delays().stream()
                        .flatMap(value -> read(value, now).stream())
                        .max(Comparator.naturalOrder()))
                .or(() -> sentence(signs.text()));
    }

    /** What the limits' own headers tell: when those that are used up are full again, else the first that is. */
    static Optional<Duration> ofLimits(Headers headers, Instant now) {
        List<Duration> usedUp = new ArrayList<>(2);
        List<Duration> others = new ArrayList<>(4);
        headers.forEach((name, value) -> {
            String limit = name.toLowerCase(Locale.ROOT);
            if (limit.contains("ratelimit") && limit.contains("reset")) {
                boolean none = headers.first(limit.replace("reset", "remaining"))
                        .filter(left -> left.strip().equals("0"))
                        .isPresent();
                read(value, now).ifPresent((none ? usedUp : others)::add);
            }
        });
        return usedUp.stream()
                .max(Comparator.naturalOrder())
                .or(() -> others.stream().min(Comparator.naturalOrder()));
    }

    /** One value of a header or field. */
    static Optional<Duration> read(String value, Instant now) {
        String text = value.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        if (NUMBER.matcher(text).matches()) {
            return number(Double.parseDouble(text), now);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return DURATION.matcher(lower).matches() ? duration(lower) : date(text).flatMap(date -> until(date, now));
    }

    private static Optional<Duration> millis(String value) {
        String text = value.strip();
        boolean readable = text.length() <= LONGEST && NUMBER.matcher(text).matches();
        return readable ? seconds(Double.parseDouble(text) / 1_000) : Optional.empty();
    }

    /** OpenRouter tells milliseconds since the epoch, others seconds; no time to wait is that long. */
    private static Optional<Duration> number(double number, Instant now) {
        double epoch = now.toEpochMilli() / 1_000.0;
        if (number >= EPOCH_MILLIS) {
            return seconds(number / 1_000 - epoch);
        }
        return seconds(number >= EPOCH_SECONDS ? number - epoch : number);
    }

    private static Optional<Duration> sentence(String text) {
        Matcher sentence = SENTENCE.matcher(text);
        return sentence.find() ? duration(sentence.group(1)) : Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        double total = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            total += Double.parseDouble(part.group(1)) * unit(part.group(2));
        }
        return seconds(total);
    }

    private static double unit(String unit) {
        if (unit.startsWith("ms") || unit.startsWith("milli")) {
            return 1e-3;
        }
        return switch (unit.charAt(0)) {
            case 'd' -> 86_400;
            case 'h' -> 3_600;
            case 'm' -> 60;
            case 'u', 'µ' -> 1e-6;
            case 'n' -> 1e-9;
            default -> 1;
        };
    }

    private static Optional<Instant> date(String text) {
        return DATES.stream()
                .flatMap(form -> parsed(() -> ZonedDateTime.parse(text, form).toInstant()).stream())
                .findFirst()
                .or(() -> parsed(() -> LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC)));
    }

    private static Optional<Instant> parsed(Supplier<Instant> form) {
        try {
            return Optional.of(form.get());
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> until(Instant date, Instant now) {
        return !date.isAfter(now) ? Optional.empty() : capped(Duration.between(now, date));
    }

    private static Optional<Duration> seconds(double seconds) {
        if (!Double.isFinite(seconds) || seconds <= 0) {
            return Optional.empty();
        }
        double most = MOST.toSeconds();
        return capped(seconds >= most ? MOST : Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9))));
    }

    private static Optional<Duration> capped(Duration time) {
        return Optional.of(time.compareTo(MOST) > 0 ? MOST : time);
    }
}
