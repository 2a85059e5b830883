package dev.penstock.policy.rules.cel;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names an expression may use, with the fields of those that have a fixed set of them.
 *
 * @param fields by dotted name; a name without an entry below it takes any field
 */
public record Names(Set<String> roots, Map<String, Set<String>> fields) {
    public Names {
        roots = Set.copyOf(roots);
        fields = Map.copyOf(fields);
    }

    boolean has(String name) {
        return roots.contains(name);
    }

    String listed() {
        return String.join(", ", new TreeSet<>(roots));
    }

    /** Refuses a field that can never be there. */
    void check(Expr of, String field, String source, int at) {
        String path = path(of);
        Set<String> known = fields.getOrDefault(path, Set.of(field));
        if (!known.contains(field)) {
            throw new CelMalformed(
                    "Unknown field '" + path + "." + field + "'; known are " + String.join(", ", new TreeSet<>(known)),
                    source,
                    at);
        }
    }

    /** The dotted name of a root or of a field of one; empty for all else, which no table speaks of. */
    private String path(Expr of) {
        if (of instanceof Expr.Name name) {
            return has(name.name()) ? name.name() : "";
        }
        return of instanceof Expr.Select select && select.of() instanceof Expr.Name name && has(name.name())
                ? name.name() + "." + select.field()
                : "";
    }
}
