package dev.penstock.route;

import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An object among an element's properties as it is read; what is wrong with it is told as the element's mistake. */
final class PropertyBlock {
    private final ElementFields fields;
    private final JsonTree tree;
    private final List<String> place;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param place below the element's properties */
    PropertyBlock(ElementFields fields, JsonTree tree, String... place) {
        this.fields = fields;
        this.tree = tree;
        this.place = List.of(place);
    }

    /** Notes it where this is no object. */
    boolean isObject() {
        if (!tree.isObject()) {
            List<String> below = new ArrayList<>(List.of("properties"));
            below.addAll(place);
            fields.wrong(
                    "'" + String.join(".", place)
                            + "' must be an object such as {\"provider\":\"openai\",\"model\":\"gpt-4o\"}",
                    below.toArray(String[]::new));
        }
        return tree.isObject();
    }

    JsonTree value(String name) {
        known.add(name);
        return tree.at(name);
    }

    String text(String name, int longest) {
        Optional<String> text = value(name).text().filter(some -> !some.isBlank() && some.length() <= longest);
        if (text.isEmpty()) {
            wrong(name, "must be a text of 1 to " + longest + " characters");
        }
        return text.orElse("");
    }

    Optional<String> optionalText(String name, int longest) {
        return value(name).isMissing() ? Optional.empty() : Optional.of(text(name, longest));
    }

    int whole(String name, int least, int most, int otherwise) {
        JsonTree value = value(name);
        if (value.isMissing()) {
            return otherwise;
        }
        OptionalLong number = value.whole();
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            wrong(name, "must be a whole number from " + least + " to " + most);
            return otherwise;
        }
        return Math.toIntExact(number.getAsLong());
    }

    void wrong(String name, String message) {
        List<String> below = new ArrayList<>(List.of("properties"));
        below.addAll(place);
        below.add(name);
        fields.wrong("'" + String.join(".", place) + "." + name + "' " + message, below.toArray(String[]::new));
    }

    /** Names that nothing was read from. */
    void complain() {
        for (String name : tree.names()) {
            if (!known.contains(name)) {
                wrong(ElementFields.shown(name), "is not known here; there are " + String.join(", ", known));
            }
        }
    }
}
