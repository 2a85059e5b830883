package dev.penstock.policy.rules.cel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of names, with those of macros before those of the call. */
record Scope(String name, CelValue value, @Nullable Scope outer, Map<String, CelValue> roots) {
    static Scope of(Map<String, CelValue> roots) {
        return new Scope("", new CelValue.Nothing(), null, roots);
    }

    Scope with(String variable, CelValue bound) {
        return new Scope(variable, bound, this, roots);
    }

    CelValue value(String wanted) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.name.equals(wanted)) {
                return scope.value;
            }
        }
        CelValue root = roots.get(wanted);
        if (root == null) {
            throw CelFailure.missing(wanted);
        }
        return root;
    }
}
