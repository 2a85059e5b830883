package dev.penstock.route;

import dev.penstock.json.JsonTree;
import dev.penstock.regex.LinearPattern;
import dev.penstock.regex.PatternMalformed;
import dev.penstock.route.Condition.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one condition; what is wrong with it is told with its place. */
final class ConditionReader {
    private static final int DEEPEST = 16;
    private static final int MOST_TERMS = 200;
    private static final int MOST_VALUES = 100;
    private static final int LONGEST_TEXT = 1_000;
    private static final String OPERATORS =
            "$eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists, $regex, $and, $or and $not";
    private static final Condition NOTHING = new Condition.All(List.of());

    private final String element;
    private final List<GraphProblem> problems;
    private int terms;

    /** @param element as messages name it */
    ConditionReader(String element, List<GraphProblem> problems) {
        this.element = element;
        this.problems = problems;
    }

    Condition read(JsonTree tree, List<String> place) {
        return all(tree, place, 0);
    }

    private Condition all(JsonTree tree, List<String> place, int depth) {
        if (!tree.isObject()) {
            return wrong(place, "a condition is an object such as {\"metadata.plan\":{\"$eq\":\"free\"}}");
        }
        if (depth > DEEPEST) {
            return wrong(place, "conditions lie more than " + DEEPEST + " deep");
        }
        List<Condition> parts = new ArrayList<>();
        for (String name : tree.names()) {
            if (++terms > MOST_TERMS) {
                return wrong(place, "a condition has more than " + MOST_TERMS + " terms");
            }
            parts.add(term(name, tree.at(name), below(place, name), depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
    }

    private Condition term(String name, JsonTree value, List<String> place, int depth) {
        return switch (name) {
            case "$and" -> new Condition.All(each(name, value, place, depth));
            case "$or" -> new Condition.Any(each(name, value, place, depth));
            case "$not" -> new Condition.Not(all(value, place, depth + 1));
            default -> name.startsWith("$") ? unknown(name, place) : field(name, value, place, depth);
        };
    }

    private List<Condition> each(String name, JsonTree value, List<String> place, int depth) {
        List<JsonTree> items = value.items();
        if (items.isEmpty()) {
            wrong(place, "'" + name + "' takes a list of one or more conditions");
            return List.of();
        }
        List<Condition> parts = new ArrayList<>();
        for (int i = 0; i < items.size() && terms <= MOST_TERMS; i++) {
            parts.add(all(items.get(i), below(place, Integer.toString(i)), depth + 1));
        }
        return parts;
    }

    private Condition field(String name, JsonTree value, List<String> place, int depth) {
        Optional<FieldPath> field = FieldPath.parse(name);
        if (field.isEmpty()) {
            return wrong(
                    place, "'" + shown(name) + "' is no field; fields are metadata.NAME, headers.NAME and body.PATH");
        }
        return value.isObject()
                ? comparisons(field.get(), value, place, depth)
                : new Condition.Equal(field.get(), value(value, place));
    }

    private Condition comparisons(FieldPath field, JsonTree operators, List<String> place, int depth) {
        if (depth > DEEPEST) {
            return wrong(place, "conditions lie more than " + DEEPEST + " deep");
        }
        if (operators.names().isEmpty()) {
            return wrong(place, "'" + field + "' is compared with nothing; the operators are " + OPERATORS);
        }
        List<Condition> parts = new ArrayList<>();
        for (String operator : operators.names()) {
            if (++terms > MOST_TERMS) {
                return wrong(place, "a condition has more than " + MOST_TERMS + " terms");
            }
            parts.add(comparison(field, operator, operators.at(operator), below(place, operator), depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
    }

    private Condition comparison(FieldPath field, String operator, JsonTree value, List<String> place, int depth) {
        return switch (operator) {
            case "$eq" -> new Condition.Equal(field, value(value, place));
            case "$ne" -> new Condition.Not(new Condition.Equal(field, value(value, place)));
            case "$in" -> new Condition.In(field, values(operator, value, place));
            case "$nin" -> new Condition.Not(new Condition.In(field, values(operator, value, place)));
            case "$gt" -> ordered(field, Condition.Order.ABOVE, operator, value, place);
            case "$gte" -> ordered(field, Condition.Order.AT_LEAST, operator, value, place);
            case "$lt" -> ordered(field, Condition.Order.BELOW, operator, value, place);
            case "$lte" -> ordered(field, Condition.Order.AT_MOST, operator, value, place);
            case "$exists" -> exists(field, value, place);
            case "$regex" -> matches(field, value, place);
            case "$not" ->
                value.isObject()
                        ? new Condition.Not(comparisons(field, value, place, depth + 1))
                        : wrong(place, "'$not' takes an object of operators such as {\"$gt\":5}");
            default -> unknown(operator, place);
        };
    }

    private Condition ordered(
            FieldPath field, Condition.Order order, String operator, JsonTree value, List<String> place) {
        Value bound = value(value, place);
        return switch (bound) {
            case Value.Text ignored -> new Condition.Ordered(field, order, bound);
            case Value.Numeric ignored -> new Condition.Ordered(field, order, bound);
            case Value.Flag ignored -> wrong(place, "'" + operator + "' takes a number or a text");
            case Value.Nothing ignored -> wrong(place, "'" + operator + "' takes a number or a text");
        };
    }

    private Condition exists(FieldPath field, JsonTree value, List<String> place) {
        Optional<Boolean> flag = value.flag();
        if (flag.isEmpty()) {
            return wrong(place, "'$exists' takes true or false");
        }
        Condition exists = new Condition.Exists(field);
        return flag.get() ? exists : new Condition.Not(exists);
    }

    private Condition matches(FieldPath field, JsonTree value, List<String> place) {
        Optional<String> pattern = value.text();
        if (pattern.isEmpty()) {
            return wrong(place, "'$regex' takes a pattern as text");
        }
        try {
            return new Condition.Matches(field, LinearPattern.parse(pattern.get()));
        } catch (PatternMalformed malformed) {
            return wrong(place, "'$regex' has no valid pattern: " + malformed.what());
        }
    }

    private List<Value> values(String operator, JsonTree value, List<String> place) {
        List<JsonTree> items = value.items();
        if (items.isEmpty() || items.size() > MOST_VALUES) {
            wrong(place, "'" + operator + "' takes a list of 1 to " + MOST_VALUES + " values");
            return List.of();
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            values.add(value(items.get(i), below(place, Integer.toString(i))));
        }
        return values;
    }

    private Value value(JsonTree tree, List<String> place) {
        Optional<Value> text =
                tree.text().filter(some -> some.length() <= LONGEST_TEXT).map(Value.Text::new);
        Optional<Value> known = text.or(() -> tree.decimal().map(Value.Numeric::new))
                .or(() -> tree.flag().map(Value.Flag::new));
        if (known.isEmpty() && !tree.isNull()) {
            wrong(place, "a value is a text of up to " + LONGEST_TEXT + " characters, a number, true, false or null");
        }
        return known.orElseGet(Value.Nothing::new);
    }

    private Condition unknown(String operator, List<String> place) {
        return wrong(place, "unknown operator '" + shown(operator) + "'; the operators are " + OPERATORS);
    }

    private Condition wrong(List<String> place, String message) {
        if (problems.size() < GraphReader.MOST_PROBLEMS) {
            problems.add(new GraphProblem(element + ": " + message, place));
        }
        return NOTHING;
    }

    private static String shown(String name) {
        return name.length() > 60 ? name.substring(0, 60) + "…" : name;
    }

    private static List<String> below(List<String> place, String name) {
        return GraphProblem.at(place, "", name).path();
    }
}
