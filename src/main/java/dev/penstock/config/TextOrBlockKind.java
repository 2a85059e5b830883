package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A text given as it is, or a block that says more: a secret or where it lies, a word or its details. */
record TextOrBlockKind<T>(ScalarKind<T> text, SectionKind<T> block) implements Kind<T> {
    @Override
    public @Nullable T read(Yaml node, String path, Findings findings) {
        if (!(node instanceof Yaml.Scalar)) {
            return block.read(node, path, findings);
        }
        T value = text.read(node, path, findings);
        if (value != null) {
            findings.resolved(path, text.show(value), node.place());
        }
        return value;
    }

    @Override
    public String must() {
        return text.must() + ", or " + block.must();
    }

    @Override
    public String show(T value) {
        return text.show(value);
    }

    @Override
    public boolean holdsKeys() {
        return true;
    }

    @Override
    public Object plain(Yaml node) {
        return node instanceof Yaml.Scalar ? text.plain(node) : block.plain(node);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("oneOf", List.of(text.schema(), block.schema()));
    }
}
