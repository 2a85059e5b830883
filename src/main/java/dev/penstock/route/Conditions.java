package dev.penstock.route;

import dev.penstock.json.JsonTree;
import dev.penstock.route.Condition.Order;
import dev.penstock.route.Condition.Value;
import dev.penstock.route.FieldValues.Found;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a condition holds for a call; where the two could differ, as MongoDB says. */
final class Conditions {
    /** A number as JSON writes it, with few enough digits that comparing it is quick. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?");

    /** Some tens of milliseconds: an event loop waits for it. What takes longer to look through is not found in. */
    private static final long MOST_COMPARISONS = 20_000_000;

    private Conditions() {}

    static boolean holds(Condition condition, RouteFacts facts) {
        return switch (condition) {
            case Condition.All(List<Condition> parts) -> parts.stream().allMatch(part -> holds(part, facts));
            case Condition.Any(List<Condition> parts) -> parts.stream().anyMatch(part -> holds(part, facts));
            case Condition.Not(Condition part) -> !holds(part, facts);
            case Condition.Equal(FieldPath field, Value value) -> has(FieldValues.of(field, facts), value);
            case Condition.In(FieldPath field, List<Value> values) -> {
                List<Found> found = FieldValues.of(field, facts);
                yield values.stream().anyMatch(value -> has(found, value));
            }
            case Condition.Ordered ordered ->
                FieldValues.of(ordered.field(), facts).stream().anyMatch(found -> stands(found, ordered));
            case Condition.Exists(FieldPath field) ->
                !FieldValues.of(field, facts).isEmpty();
            case Condition.Matches matches ->
                FieldValues.of(matches.field(), facts).stream()
                        .flatMap(found -> text(found).stream())
                        .anyMatch(text -> matches.pattern().cost(text.length()) <= MOST_COMPARISONS
                                && matches.pattern().isFoundIn(text));
        };
    }

    /** A field that is absent is null. */
    private static boolean has(List<Found> found, Value value) {
        return (value instanceof Value.Nothing && found.isEmpty())
                || found.stream().anyMatch(one -> is(one, value));
    }

    private static boolean is(Found found, Value value) {
        return switch (value) {
            case Value.Text(String text) -> text(found).filter(text::equals).isPresent();
            case Value.Numeric(BigDecimal number) ->
                number(found).filter(some -> some.compareTo(number) == 0).isPresent();
            case Value.Flag(boolean flag) ->
                flag(found).filter(some -> some == flag).isPresent();
            case Value.Nothing ignored -> found instanceof Found.Typed(JsonTree tree) && tree.isNull();
        };
    }

    private static boolean stands(Found found, Condition.Ordered ordered) {
        return switch (ordered.bound()) {
            case Value.Text(String bound) ->
                text(found)
                        .filter(text -> stands(compare(text, bound), ordered.order()))
                        .isPresent();
            case Value.Numeric(BigDecimal bound) ->
                number(found)
                        .filter(some -> stands(some.compareTo(bound), ordered.order()))
                        .isPresent();
            case Value.Flag ignored -> false;
            case Value.Nothing ignored -> false;
        };
    }

    private static boolean stands(int difference, Order order) {
        return switch (order) {
            case ABOVE -> difference > 0;
            case AT_LEAST -> difference >= 0;
            case BELOW -> difference < 0;
            case AT_MOST -> difference <= 0;
        };
    }

    /** By code points, which is the order of the bytes of UTF-8. */
    private static int compare(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    private static Optional<String> text(Found found) {
        return switch (found) {
            case Found.Typed(JsonTree tree) -> tree.text();
            case Found.Written(String text) -> Optional.of(text);
        };
    }

    private static Optional<BigDecimal> number(Found found) {
        return switch (found) {
            case Found.Typed(JsonTree tree) -> tree.decimal();
            case Found.Written(String text) ->
                NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
        };
    }

    private static Optional<Boolean> flag(Found found) {
        return switch (found) {
            case Found.Typed(JsonTree tree) -> tree.flag();
            case Found.Written(String text) ->
                switch (text) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                };
        };
    }
}
