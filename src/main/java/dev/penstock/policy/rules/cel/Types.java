package dev.penstock.policy.rules.cel;

import java.util.Set;

/** What sort of value an expression has, as far as that shows without evaluating it. What can never work is refused. */
final class Types {
    private static final String BOOL = "bool";
    private static final String DYN = "dyn";
    private static final Set<String> NUMBERS = Set.of("int", "uint", "double");

    private final String source;

    private Types(String source) {
        this.source = source;
    }

    /** Refuses an expression that cannot be true or false. */
    static void requireTruth(Expr whole, String source) {
        Types types = new Types(source);
        String type = types.of(whole);
        if (!type.equals(BOOL) && !type.equals(DYN)) {
            throw new CelMalformed("A condition must be true or false; this is a " + type, source, 0);
        }
    }

    private String of(Expr expr) {
        return switch (expr) {
            case Expr.Literal literal -> literal.value().type();
            case Expr.Name ignored -> DYN;
            case Expr.Select select -> container(select.of(), "map");
            case Expr.Has has -> {
                container(has.of(), "map");
                yield BOOL;
            }
            case Expr.Index index -> {
                of(index.key());
                yield container(index.of(), "map", "list");
            }
            case Expr.ListOf list -> {
                list.items().forEach(this::of);
                yield "list";
            }
            case Expr.MapOf map -> {
                map.keys().forEach(this::of);
                map.values().forEach(this::of);
                yield "map";
            }
            case Expr.Unary unary -> unary(unary);
            case Expr.Binary binary -> binary(binary);
            case Expr.Logic logic -> {
                truth(logic.left());
                truth(logic.right());
                yield BOOL;
            }
            case Expr.Choice choice -> choice(choice);
            case Expr.Call call -> {
                call.arguments().forEach(this::of);
                yield call.function().result;
            }
            case Expr.Matches matches -> {
                of(matches.subject());
                yield BOOL;
            }
            case Expr.Each each -> each(each);
        };
    }

    private String unary(Expr.Unary unary) {
        if (unary.sign() == Expr.Sign.NOT) {
            truth(unary.of());
            return BOOL;
        }
        String type = of(unary.of());
        return require(type, Set.of("int", "double"), unary.of().at(), "'-'");
    }

    private String binary(Expr.Binary binary) {
        String left = of(binary.left());
        String right = of(binary.right());
        return switch (binary.operator()) {
            case EQUAL, DIFFERS -> BOOL;
            case IN -> {
                require(right, Set.of("list", "map"), binary.right().at(), "'in'");
                yield BOOL;
            }
            case BELOW, AT_MOST, ABOVE, AT_LEAST -> {
                boolean areNumbers = NUMBERS.contains(left) && NUMBERS.contains(right);
                if (!areNumbers) {
                    same(left, right, binary);
                }
                yield BOOL;
            }
            case PLUS, MINUS, TIMES, DIVIDE, REMAINDER -> same(left, right, binary);
        };
    }

    private String same(String left, String right, Expr.Binary binary) {
        if (left.equals(DYN) || right.equals(DYN)) {
            return left.equals(DYN) ? right : left;
        }
        if (!left.equals(right)) {
            throw malformed(
                    "'" + binary.operator().sign + "' has no meaning between a " + left + " and a " + right,
                    binary.at());
        }
        return left;
    }

    private String choice(Expr.Choice choice) {
        truth(choice.condition());
        String one = of(choice.whenTrue());
        String other = of(choice.whenFalse());
        return one.equals(other) ? one : DYN;
    }

    private String each(Expr.Each each) {
        container(each.range(), "list", "map");
        each.filter().ifPresent(this::truth);
        if (each.macro() == Expr.Macro.MAP) {
            of(each.body());
            return "list";
        }
        truth(each.body());
        return each.macro() == Expr.Macro.FILTER ? "list" : BOOL;
    }

    private String container(Expr expr, String... kinds) {
        require(of(expr), Set.of(kinds), expr.at(), "this");
        return DYN;
    }

    private void truth(Expr expr) {
        require(of(expr), Set.of(BOOL), expr.at(), "this");
    }

    private String require(String type, Set<String> wanted, int at, String by) {
        if (!type.equals(DYN) && !wanted.contains(type)) {
            throw malformed("Expected " + String.join(" or ", wanted) + " for " + by + ", found a " + type, at);
        }
        return type;
    }

    private CelMalformed malformed(String what, int at) {
        return new CelMalformed(what, source, at);
    }
}
