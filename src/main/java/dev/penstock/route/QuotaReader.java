package dev.penstock.route;

import dev.penstock.json.JsonTree;
import dev.penstock.route.Element.LimitType;
import dev.penstock.route.Element.Technique;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads a rate element, with "interval" as the older name of "window". */
final class QuotaReader {
    private static final long LONGEST_WINDOW = 366L * 24 * 3600;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);

    private final ElementFields fields;

    QuotaReader(ElementFields fields) {
        this.fields = fields;
    }

    Element rate(String end) {
        LimitType type = type();
        return new Element.Rate(
                fields.id(),
                type,
                key(),
                limit(type),
                Duration.ofSeconds(window()),
                technique(),
                fields.output("success"),
                fields.output("fallback", end));
    }

    private LimitType type() {
        String word = fields.property("limitType").text().orElse("");
        if (!List.of("count", "cost").contains(word)) {
            fields.wrong("'limitType' must be count or cost", "properties", "limitType");
        }
        return word.equals("cost") ? LimitType.COST : LimitType.COUNT;
    }

    private FieldPath key() {
        Optional<FieldPath> key = fields.property("key").text().flatMap(FieldPath::parse);
        if (key.isEmpty()) {
            fields.wrong(
                    "'key' must be a field such as metadata.user_id, headers.x-team or body.user", "properties", "key");
        }
        return key.orElseGet(() -> new FieldPath(FieldPath.Source.METADATA, List.of("")));
    }

    private BigDecimal limit(LimitType type) {
        BigDecimal limit = fields.number("limit", LARGEST);
        if (type == LimitType.COUNT && limit.stripTrailingZeros().scale() > 0) {
            fields.wrong("'limit' must be a whole number of requests", "properties", "limit");
        }
        return limit;
    }

    private long window() {
        JsonTree window = fields.property("window", "interval");
        long seconds = window.whole().orElse(0);
        if (seconds < 1 || seconds > LONGEST_WINDOW) {
            fields.wrong(
                    "'window' must be a whole number of seconds from 1 to " + LONGEST_WINDOW, "properties", "window");
            return 1;
        }
        return seconds;
    }

    private Optional<Technique> technique() {
        JsonTree technique = fields.property("technique");
        if (technique.isMissing()) {
            return Optional.empty();
        }
        return switch (technique.text().orElse("")) {
            case "fixed" -> Optional.of(Technique.FIXED);
            case "sliding" -> Optional.of(Technique.SLIDING);
            default -> {
                fields.wrong("'technique' must be fixed or sliding", "properties", "technique");
                yield Optional.empty();
            }
        };
    }
}
