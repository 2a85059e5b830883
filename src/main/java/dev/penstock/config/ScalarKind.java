package dev.penstock.config;

import dev.penstock.call.Secret;
import dev.penstock.json.Shown;
import dev.penstock.json.Yaml;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A single value.
 *
 * @param takes what YAML may take the value for; text in quotes is never a number
 * @param parse null where the text is not such a value
 * @param words every value there is, where they are few; empty otherwise
 */
record ScalarKind<T>(
        String must,
        Set<Yaml.Scalar.Type> takes,
        Parse<T> parse,
        Function<T, String> shows,
        List<String> words,
        Map<String, Object> schema)
        implements Kind<T> {

    /** Reads a value's text. */
    interface Parse<T> {
        @Nullable
        T of(String text);
    }

    @Override
    public @Nullable T read(Yaml node, String path, Findings findings) {
        if (!(node instanceof Yaml.Scalar scalar)) {
            findings.problem(node.place(), "'" + path + "' is " + node.kind() + "; must be " + must);
            return null;
        }
        T value = parse.of(scalar.text());
        if (value == null) {
            findings.problem(scalar.place(), is(path, scalar) + "; must be " + must + nearest(path, scalar));
            return null;
        }
        if (scalar.type() != Yaml.Scalar.Type.UNTYPED && !takes.contains(scalar.type())) {
            String quotes = scalar.type() == Yaml.Scalar.Type.TEXT ? ", without quotes" : ", in quotes";
            findings.problem(scalar.place(), is(path, scalar) + "; must be " + must + quotes);
            return null;
        }
        return value;
    }

    @Override
    public Object plain(Yaml node) {
        String text = node instanceof Yaml.Scalar scalar ? scalar.text() : "";
        T value = parse.of(text);
        if (value instanceof Secret) {
            return value.toString();
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "boolean" -> Boolean.valueOf(text);
            case "integer", "number" -> new BigDecimal(text);
            default -> text;
        };
    }

    private static String is(String path, Yaml.Scalar scalar) {
        if (scalar.text().isEmpty()) {
            return "'" + path + "' is empty";
        }
        return Private.isSecretLike(path, scalar.text())
                ? "'" + path + "' is not right (its value is not shown)"
                : "'" + path + "' is " + Shown.oneLine(scalar.text());
    }

    private String nearest(String path, Yaml.Scalar scalar) {
        return Private.isSecretLike(path, scalar.text())
                ? ""
                : Nearest.to(scalar.text(), words)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElse("");
    }

    @Override
    public String show(T value) {
        return shows.apply(value);
    }
}
