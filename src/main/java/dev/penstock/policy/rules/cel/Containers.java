package dev.penstock.policy.rules.cel;

import java.util.List;
import java.util.Map;

/** Lists and maps. */
final class Containers {
    private Containers() {}

    /** {@code of[key]}. */
    static CelValue at(CelValue of, CelValue key) {
        return switch (of) {
            case CelValue.Many many -> item(many.items(), key);
            case CelValue.Table table -> entry(table.entries(), key);
            case CelValue.Int ignored -> throw noIndex(of);
            case CelValue.Uint ignored -> throw noIndex(of);
            case CelValue.Real ignored -> throw noIndex(of);
            case CelValue.Text ignored -> throw noIndex(of);
            case CelValue.Octets ignored -> throw noIndex(of);
            case CelValue.Truth ignored -> throw noIndex(of);
            case CelValue.Nothing ignored -> throw noIndex(of);
        };
    }

    static boolean contains(CelValue container, CelValue wanted) {
        if (container instanceof CelValue.Many many) {
            return many.items().stream().anyMatch(item -> Comparison.areEqual(item, wanted));
        }
        if (container instanceof CelValue.Table table) {
            return table.entries().containsKey(key(wanted));
        }
        throw CelFailure.wrong("'in' asks a list or a map, not a " + container.type());
    }

    /** What a macro goes through: the elements of a list, the keys of a map. */
    static List<CelValue> range(CelValue of) {
        if (of instanceof CelValue.Many many) {
            return many.items();
        }
        if (of instanceof CelValue.Table table) {
            return List.copyOf(table.entries().keySet());
        }
        throw CelFailure.wrong("a macro goes through a list or a map, not a " + of.type());
    }

    static CelValue size(CelValue of) {
        return new CelValue.Int(
                switch (of) {
                    case CelValue.Text text ->
                        text.text().codePointCount(0, text.text().length());
                    case CelValue.Octets octets -> octets.bytes().length;
                    case CelValue.Many many -> many.items().size();
                    case CelValue.Table table -> table.entries().size();
                    case CelValue.Int ignored -> throw noSize(of);
                    case CelValue.Uint ignored -> throw noSize(of);
                    case CelValue.Real ignored -> throw noSize(of);
                    case CelValue.Truth ignored -> throw noSize(of);
                    case CelValue.Nothing ignored -> throw noSize(of);
                });
    }

    /** A key in the one form that equal keys share: 1, 1u and 1.0 are the same key. */
    static CelValue key(CelValue key) {
        return switch (key) {
            case CelValue.Int ignored -> key;
            case CelValue.Text ignored -> key;
            case CelValue.Truth ignored -> key;
            case CelValue.Uint unsigned -> unsigned.bits() >= 0 ? new CelValue.Int(unsigned.bits()) : key;
            case CelValue.Real real -> wholeKey(real);
            case CelValue.Octets ignored -> throw noKey(key);
            case CelValue.Nothing ignored -> throw noKey(key);
            case CelValue.Many ignored -> throw noKey(key);
            case CelValue.Table ignored -> throw noKey(key);
        };
    }

    private static CelValue wholeKey(CelValue.Real real) {
        boolean isWhole = Math.rint(real.number()) == real.number() && Math.abs(real.number()) < 0x1p63;
        return isWhole ? new CelValue.Int((long) real.number()) : real;
    }

    private static CelValue item(List<CelValue> items, CelValue key) {
        CelValue index = key(key);
        if (!(index instanceof CelValue.Int at)) {
            throw CelFailure.wrong("a list is indexed by a whole number, not by a " + key.type());
        }
        if (at.number() < 0 || at.number() >= items.size()) {
            throw CelFailure.missing("element " + at.number() + " of a list of " + items.size());
        }
        return items.get((int) at.number());
    }

    private static CelValue entry(Map<CelValue, CelValue> entries, CelValue key) {
        CelValue found = entries.get(key(key));
        if (found == null) {
            throw CelFailure.missing(key instanceof CelValue.Text text ? text.text() : "a " + key.type());
        }
        return found;
    }

    private static CelFailure noIndex(CelValue of) {
        return CelFailure.wrong("a " + of.type() + " has no elements");
    }

    private static CelFailure noSize(CelValue of) {
        return CelFailure.wrong("a " + of.type() + " has no size");
    }

    private static CelFailure noKey(CelValue key) {
        return CelFailure.wrong("a " + key.type() + " is no key of a map");
    }
}
