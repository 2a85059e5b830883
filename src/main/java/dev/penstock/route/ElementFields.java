package dev.penstock.route;

import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of one element as they are read; what is wrong with them is collected. */
final class ElementFields {
    private static final String TYPES = "start, conditional, percentage, rate, model, balance and end";

    private final String id;
    private final JsonTree item;
    private final List<String> place;
    private final List<GraphProblem> problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> outputs = new LinkedHashSet<>();

    ElementFields(String id, JsonTree item, List<String> place, List<GraphProblem> problems) {
        this.id = id;
        this.item = item;
        this.place = place;
        this.problems = problems;
    }

    String id() {
        return id;
    }

    List<String> place() {
        return place;
    }

    String type() {
        return item.at("type").text().orElse("");
    }

    void unknownType() {
        known.addAll(item.at("properties").names());
        outputs.addAll(item.at("outputs").names());
        wrong(
                type().isEmpty()
                        ? "'type' is missing; types are " + TYPES
                        : "unknown type '" + shown(type()) + "'; types are " + TYPES,
                "type");
    }

    /** Under its own name or an older one; missing where it stands under neither. */
    JsonTree property(String name, String... olderNames) {
        JsonTree found = item.at("properties").at(name);
        known.add(name);
        for (String older : olderNames) {
            known.add(older);
            JsonTree other = item.at("properties").at(older);
            if (!found.isMissing() && !other.isMissing() && !found.equals(other)) {
                wrong("'" + name + "' and its older name '" + older + "' differ; write one", "properties", older);
            }
            found = found.isMissing() ? other : found;
        }
        return found;
    }

    String text(String name, int longest) {
        Optional<String> text = property(name).text().filter(some -> !some.isBlank() && some.length() <= longest);
        if (text.isEmpty()) {
            wrong("'" + name + "' must be a text of 1 to " + longest + " characters", "properties", name);
        }
        return text.orElse("");
    }

    Optional<String> optionalText(String name, int longest) {
        return property(name).isMissing() ? Optional.empty() : Optional.of(text(name, longest));
    }

    /** A property that names a field of the call. */
    Optional<FieldPath> field(String name, String... olderNames) {
        JsonTree written = property(name, olderNames);
        Optional<FieldPath> field = written.text().flatMap(FieldPath::parse);
        if (field.isEmpty() && !written.isMissing()) {
            wrong(
                    "'" + name + "' must be a field such as metadata.user_id, headers.x-team or body.user",
                    "properties",
                    name);
        }
        return field;
    }

    long whole(String name, long least, long most, long otherwise) {
        JsonTree value = property(name);
        if (value.isMissing()) {
            return otherwise;
        }
        OptionalLong number = value.whole();
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            wrong("'" + name + "' must be a whole number from " + least + " to " + most, "properties", name);
            return otherwise;
        }
        return number.getAsLong();
    }

    BigDecimal number(String name, BigDecimal most) {
        // An exponent is not trusted: 1e999999999 is a short text and a very long number.
        Optional<BigDecimal> number = property(name)
                .decimal()
                .filter(some -> some.signum() > 0 && some.compareTo(most) <= 0 && some.scale() <= 9);
        if (number.isEmpty()) {
            wrong(
                    "'" + name + "' must be a number above 0, up to " + most.toPlainString()
                            + ", with at most nine decimals",
                    "properties",
                    name);
        }
        return number.orElse(BigDecimal.ONE);
    }

    /** The element a required output leads to. */
    String output(String name) {
        return output(name, "");
    }

    /** The element an output leads to. */
    String output(String name, String otherwise) {
        outputs.add(name);
        JsonTree output = item.at("outputs").at(name);
        Optional<String> to = output.at("elementId").text().filter(some -> !some.isBlank());
        if (to.isEmpty() && output.isMissing() && otherwise.isEmpty()) {
            wrong("the output '" + name + "' is missing", "outputs", name);
        } else if (to.isEmpty() && !output.isMissing()) {
            wrong("the output '" + name + "' must be {\"elementId\":\"…\"}", "outputs", name);
        }
        return to.orElse(otherwise);
    }

    List<String> outputNames() {
        return item.at("outputs").names();
    }

    void noOutputs() {
        if (!item.at("outputs").names().isEmpty()) {
            wrong("an end has no outputs; write {}", "outputs");
        }
        outputs.addAll(item.at("outputs").names());
    }

    /** Names that this type of element does not have. */
    void complain() {
        for (String name : item.at("properties").names()) {
            if (!known.contains(name)) {
                wrong(
                        "a " + shown(type()) + " element has no property '" + shown(name) + "'"
                                + (known.isEmpty() ? "" : "; it has " + String.join(", ", known)),
                        "properties",
                        name);
            }
        }
        for (String name : item.at("outputs").names()) {
            if (!outputs.contains(name)) {
                wrong(
                        "a " + shown(type()) + " element has no output '" + shown(name) + "'; it has "
                                + String.join(", ", outputs),
                        "outputs",
                        name);
            }
        }
    }

    void wrong(String message, String... below) {
        if (problems.size() < GraphReader.MOST_PROBLEMS) {
            problems.add(GraphProblem.at(place, "Element '" + id + "': " + message, below));
        }
    }

    static String shown(String name) {
        return name.length() > 60 ? name.substring(0, 60) + "…" : name;
    }
}
