package dev.penstock.policy.rules.cel;

import dev.penstock.regex.LinearPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One evaluation of an expression, with its allowance of work. */
final class Evaluation {
    private static final long ALLOWANCE = 50_000;
    /** Characters that are looked at for one unit of work. */
    private static final int CHARACTERS = 16;

    private long left = ALLOWANCE;

    CelValue of(Expr expr, Scope scope) {
        spend(1);
        return switch (expr) {
            case Expr.Literal literal -> literal.value();
            case Expr.Name name -> scope.value(name.name());
            case Expr.Select select -> selected(of(select.of(), scope), select.field());
            case Expr.Has has -> has(has, scope);
            case Expr.Index index -> Containers.at(of(index.of(), scope), of(index.key(), scope));
            case Expr.ListOf list -> new CelValue.Many(each(list.items(), scope));
            case Expr.MapOf map -> map(map, scope);
            case Expr.Unary unary -> unary(unary, scope);
            case Expr.Binary binary -> binary(binary, scope);
            case Expr.Logic logic -> logic(logic, scope);
            case Expr.Choice choice ->
                of(truth(of(choice.condition(), scope)) ? choice.whenTrue() : choice.whenFalse(), scope);
            case Expr.Call call -> call(call.function(), each(call.arguments(), scope));
            case Expr.Matches matches -> matches(text(of(matches.subject(), scope)), matches.pattern());
            case Expr.Each each -> each(each, scope);
        };
    }

    static boolean truth(CelValue value) {
        if (value instanceof CelValue.Truth truth) {
            return truth.flag();
        }
        throw CelFailure.wrong("expected true or false, found a " + value.type());
    }

    static String text(CelValue value) {
        if (value instanceof CelValue.Text text) {
            return text.text();
        }
        throw CelFailure.wrong("expected a string, found a " + value.type());
    }

    private List<CelValue> each(List<Expr> items, Scope scope) {
        List<CelValue> values = new ArrayList<>(items.size());
        for (Expr item : items) {
            values.add(of(item, scope));
        }
        return values;
    }

    private static CelValue selected(CelValue of, String field) {
        if (!(of instanceof CelValue.Table)) {
            throw CelFailure.wrong("a " + of.type() + " has no field '" + field + "'");
        }
        return Containers.at(of, new CelValue.Text(field));
    }

    private CelValue has(Expr.Has has, Scope scope) {
        if (of(has.of(), scope) instanceof CelValue.Table table) {
            return new CelValue.Truth(table.entries().containsKey(new CelValue.Text(has.field())));
        }
        throw CelFailure.wrong("has() asks a map");
    }

    private CelValue map(Expr.MapOf map, Scope scope) {
        Map<CelValue, CelValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < map.keys().size(); i++) {
            CelValue key = Containers.key(of(map.keys().get(i), scope));
            if (entries.put(key, of(map.values().get(i), scope)) != null) {
                throw CelFailure.wrong("a map has the same key twice");
            }
        }
        return new CelValue.Table(entries);
    }

    private CelValue unary(Expr.Unary unary, Scope scope) {
        CelValue value = of(unary.of(), scope);
        return switch (unary.sign()) {
            case NOT -> new CelValue.Truth(!truth(value));
            case MINUS -> Arithmetic.negated(value);
        };
    }

    private CelValue binary(Expr.Binary binary, Scope scope) {
        CelValue one = of(binary.left(), scope);
        CelValue other = of(binary.right(), scope);
        spend(size(one) + size(other));
        return switch (binary.operator()) {
            case EQUAL -> new CelValue.Truth(Comparison.areEqual(one, other));
            case DIFFERS -> new CelValue.Truth(!Comparison.areEqual(one, other));
            case BELOW -> new CelValue.Truth(Comparison.order(one, other).isBelow());
            case AT_MOST -> new CelValue.Truth(Comparison.order(one, other).isAtMost());
            case ABOVE -> new CelValue.Truth(Comparison.order(other, one).isBelow());
            case AT_LEAST -> new CelValue.Truth(Comparison.order(other, one).isAtMost());
            case IN -> new CelValue.Truth(Containers.contains(other, one));
            case PLUS, MINUS, TIMES, DIVIDE, REMAINDER -> Arithmetic.of(binary.operator(), one, other);
        };
    }

    /** One side may decide alone; a failure of the other is then taken away (CEL language definition, "Logical operators"). */
    private CelValue logic(Expr.Logic logic, Scope scope) {
        boolean deciding = !logic.isAnd();
        CelFailure failed = null;
        for (Expr side : List.of(logic.left(), logic.right())) {
            try {
                if (truth(of(side, scope)) == deciding) {
                    return new CelValue.Truth(deciding);
                }
            } catch (CelFailure failure) {
                failed = worse(failed, failure);
            }
        }
        if (failed != null) {
            throw failed;
        }
        return new CelValue.Truth(!deciding);
    }

    private static CelFailure worse(@Nullable CelFailure before, CelFailure failure) {
        if (failure.why() == CelFailure.Why.COSTLY) {
            throw failure;
        }
        return before == null ? failure : before;
    }

    private CelValue each(Expr.Each each, Scope scope) {
        List<CelValue> range = Containers.range(of(each.range(), scope));
        return switch (each.macro()) {
            case ALL -> decided(each, range, scope, false);
            case EXISTS -> decided(each, range, scope, true);
            case EXISTS_ONE ->
                new CelValue.Truth(range.stream()
                                .filter(item -> holds(each.body(), each.variable(), item, scope))
                                .count()
                        == 1);
            case FILTER ->
                new CelValue.Many(range.stream()
                        .filter(item -> holds(each.body(), each.variable(), item, scope))
                        .toList());
            case MAP ->
                new CelValue.Many(range.stream()
                        .filter(item -> each.filter()
                                .map(filter -> holds(filter, each.variable(), item, scope))
                                .orElse(true))
                        .map(item -> of(each.body(), scope.with(each.variable(), item)))
                        .toList());
        };
    }

    private boolean holds(Expr body, String variable, CelValue item, Scope scope) {
        return truth(of(body, scope.with(variable, item)));
    }

    private CelValue decided(Expr.Each each, List<CelValue> range, Scope scope, boolean deciding) {
        CelFailure failed = null;
        for (CelValue item : range) {
            try {
                if (holds(each.body(), each.variable(), item, scope) == deciding) {
                    return new CelValue.Truth(deciding);
                }
            } catch (CelFailure failure) {
                failed = worse(failed, failure);
            }
        }
        if (failed != null) {
            throw failed;
        }
        return new CelValue.Truth(!deciding);
    }

    private CelValue call(Expr.Function function, List<CelValue> values) {
        CelValue first = values.getFirst();
        spend(size(first) + size(values.getLast()));
        return switch (function) {
            case SIZE -> Containers.size(first);
            case STARTS_WITH -> new CelValue.Truth(text(first).startsWith(text(values.getLast())));
            case ENDS_WITH -> new CelValue.Truth(text(first).endsWith(text(values.getLast())));
            case CONTAINS -> {
                // Looking for a text in a text may take the product of their lengths.
                spend((long) size(first) * (1 + size(values.getLast())));
                yield new CelValue.Truth(text(first).contains(text(values.getLast())));
            }
            case MATCHES -> {
                // A pattern that is computed has to be read first.
                spend(LinearPattern.LONGEST);
                yield matches(text(first), Patterns.computed(text(values.getLast())));
            }
            case TO_TEXT -> Conversion.text(first);
            case TO_INT -> Conversion.whole(first);
            case TO_UINT -> Conversion.unsigned(first);
            case TO_REAL -> Conversion.real(first);
            case TO_TRUTH -> Conversion.truth(first);
            case TO_OCTETS -> Conversion.octets(first);
            case DYN -> first;
        };
    }

    private CelValue matches(String subject, LinearPattern pattern) {
        spend(pattern.cost(subject.length()) / CHARACTERS);
        return new CelValue.Truth(pattern.isFoundIn(subject));
    }

    /** What handling the whole of a value costs. */
    private static int size(CelValue value) {
        return switch (value) {
            case CelValue.Text text -> 1 + text.text().length() / CHARACTERS;
            case CelValue.Octets octets -> 1 + octets.bytes().length / CHARACTERS;
            case CelValue.Many many ->
                1 + many.items().stream().mapToInt(Evaluation::size).sum();
            case CelValue.Table table ->
                1 + table.entries().values().stream().mapToInt(Evaluation::size).sum();
            case CelValue.Int ignored -> 1;
            case CelValue.Uint ignored -> 1;
            case CelValue.Real ignored -> 1;
            case CelValue.Truth ignored -> 1;
            case CelValue.Nothing ignored -> 1;
        };
    }

    private void spend(long units) {
        left -= units;
        if (left < 0) {
            throw new CelFailure(CelFailure.Why.COSTLY, "the condition takes too much work");
        }
    }
}
