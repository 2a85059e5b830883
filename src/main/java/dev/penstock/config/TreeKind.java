package dev.penstock.config;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.json.Yaml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list that is read as JSON and judged by whoever knows what it must be; bounded by the bounds of the file.
 *
 * @param items what the list has
 */
record TreeKind(String items) implements Kind<JsonTree> {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    @Override
    public @Nullable JsonTree read(Yaml node, String path, Findings findings) {
        if (!(node instanceof Yaml.Sequence)) {
            findings.problem(node.place(), "'" + path + "' is " + node.kind() + "; must be " + must());
            return null;
        }
        int before = findings.problemCount();
        JsonText text = text(node, path, findings);
        return findings.problemCount() == before ? JsonTree.read(text.text()) : null;
    }

    private static JsonText text(Yaml node, String path, Findings findings) {
        return switch (node) {
            case Yaml.Scalar scalar -> scalar(scalar, path, findings);
            case Yaml.Sequence list ->
                JsonText.of(list.items().stream()
                        .map(item -> text(item, path, findings))
                        .toList());
            case Yaml.Mapping block -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                block.fields().forEach((name, field) -> fields.put(name, text(field.value(), path, findings)));
                yield JsonText.of(fields);
            }
        };
    }

    private static JsonText scalar(Yaml.Scalar scalar, String path, Findings findings) {
        return switch (scalar.type()) {
            case NULL -> JsonText.NULL;
            case FLAG -> new JsonText(scalar.text());
            case NUMBER -> {
                if (!NUMBER.matcher(scalar.text()).matches()) {
                    findings.problem(
                            scalar.place(), "'" + path + "' has a number that JSON does not know; write it in digits");
                    yield JsonText.NULL;
                }
                yield new JsonText(scalar.text());
            }
            case TEXT, UNTYPED -> JsonText.of(scalar.text());
        };
    }

    @Override
    public String must() {
        return "a list of " + items;
    }

    @Override
    public String show(JsonTree value) {
        return value.items().size() + " " + items;
    }

    @Override
    public Map<String, Object> schema() {
        return Kinds.schema(
                "type", "array", "items", Kinds.schema("type", "object", "required", List.of("id", "type")));
    }
}
