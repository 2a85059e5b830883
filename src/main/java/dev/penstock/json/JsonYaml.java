package dev.penstock.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document as the tree that configuration is read from, so that a file and a request obey the same rules. */
public final class JsonYaml {
    private JsonYaml() {}

    /** The body of a request. */
    public static Yaml of(JsonTree body) {
        return of(body, Place.ofBody());
    }

    private static Yaml of(JsonTree tree, Place place) {
        if (tree.isObject()) {
            return block(tree, place);
        }
        if (tree.isArray()) {
            List<JsonTree> items = tree.items();
            List<Yaml> values = new ArrayList<>(items.size());
            for (int i = 0; i < items.size(); i++) {
                values.add(of(items.get(i), place.within(String.valueOf(i))));
            }
            return new Yaml.Sequence(values, place);
        }
        return scalar(tree, place);
    }

    private static Yaml.Mapping block(JsonTree tree, Place place) {
        Map<String, Yaml.Field> fields = new LinkedHashMap<>();
        for (String name : tree.names()) {
            Place inner = place.within(name);
            fields.put(name, new Yaml.Field(inner, of(tree.at(name), inner)));
        }
        return new Yaml.Mapping(fields, place);
    }

    private static Yaml.Scalar scalar(JsonTree tree, Place place) {
        if (tree.isAbsent()) {
            return new Yaml.Scalar("", Yaml.Scalar.Type.NULL, place);
        }
        if (tree.flag().isPresent()) {
            return new Yaml.Scalar(tree.flag().get().toString(), Yaml.Scalar.Type.FLAG, place);
        }
        return tree.decimal()
                .map(number -> new Yaml.Scalar(written(number), Yaml.Scalar.Type.NUMBER, place))
                .orElseGet(() -> new Yaml.Scalar(tree.text().orElse(""), Yaml.Scalar.Type.TEXT, place));
    }

    /** In digits, where they are not so many that somebody would play with us: 1e999999999 has a billion. */
    private static String written(java.math.BigDecimal number) {
        return Math.abs((long) number.scale()) > 100 ? number.toString() : number.toPlainString();
    }
}
