package dev.penstock.policy.rules.cel;

import dev.penstock.policy.rules.cel.Expr.Operator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an expression by recursive descent, bounded in length, depth and size. */
final class Parser {
    private static final int LONGEST = 4_096;
    private static final int DEEPEST = 32;
    private static final int MOST_NODES = 1_000;
    private static final List<List<String>> LEVELS =
            List.of(List.of("<", "<=", ">=", ">", "==", "!=", "in"), List.of("+", "-"), List.of("*", "/", "%"));
    private static final Set<String> RESERVED = Set.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "in",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private final String source;
    private final List<Token> tokens;
    private final Names names;
    private final Deque<String> variables = new ArrayDeque<>();
    private int next;
    private int depth;
    private int nodes;

    private Parser(String source, Names names) {
        this.source = source;
        this.tokens = Lexer.tokens(source);
        this.names = names;
    }

    static Expr parse(String source, Names names) {
        if (source.length() > LONGEST) {
            throw new CelMalformed("The expression is longer than " + LONGEST + " characters", source, LONGEST);
        }
        Parser parser = new Parser(source, names);
        Expr whole = parser.expression();
        if (!(parser.token() instanceof Token.Done)) {
            throw parser.unexpected("an operator or the end");
        }
        return whole;
    }

    private Expr expression() {
        if (++depth > DEEPEST) {
            throw malformed("The expression is nested more than " + DEEPEST + " deep", token().at());
        }
        Expr condition = or();
        int at = token().at();
        if (takes("?")) {
            Expr whenTrue = or();
            expect(":");
            condition = made(new Expr.Choice(at, condition, whenTrue, expression()));
        }
        depth--;
        return condition;
    }

    private Expr or() {
        Expr left = and();
        for (int at = token().at(); takes("||"); at = token().at()) {
            left = made(new Expr.Logic(at, false, left, and()));
        }
        return left;
    }

    private Expr and() {
        Expr left = binary(0);
        for (int at = token().at(); takes("&&"); at = token().at()) {
            left = made(new Expr.Logic(at, true, left, binary(0)));
        }
        return left;
    }

    private Expr binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        Expr left = binary(level + 1);
        while (LEVELS.get(level).contains(sign())) {
            int at = token().at();
            String sign = sign();
            next++;
            left = made(new Expr.Binary(at, operator(sign), left, binary(level + 1)));
        }
        return left;
    }

    /** The operator that stands here; empty where none does. */
    private String sign() {
        return switch (token()) {
            case Token.Mark mark -> mark.mark();
            case Token.Word word -> word.word().equals("in") ? "in" : "";
            case Token.Value ignored -> "";
            case Token.Whole ignored -> "";
            case Token.Done ignored -> "";
        };
    }

    private static Operator operator(String sign) {
        return Arrays.stream(Operator.values())
                .filter(operator -> operator.sign.equals(sign))
                .findFirst()
                .orElseThrow();
    }

    private Expr unary() {
        int at = token().at();
        int nots = count("!");
        int minuses = nots > 0 ? 0 : count("-");
        boolean isNegative = minuses > 0 && token() instanceof Token.Whole;
        Expr inner = member(isNegative);
        for (int i = isNegative ? 1 : 0; i < nots + minuses; i++) {
            inner = made(new Expr.Unary(at, nots > 0 ? Expr.Sign.NOT : Expr.Sign.MINUS, inner));
        }
        return inner;
    }

    private int count(String mark) {
        int count = 0;
        while (takes(mark)) {
            count++;
        }
        return count;
    }

    private Expr member(boolean isNegative) {
        Expr left = primary(isNegative);
        while (true) {
            int at = token().at();
            if (takes("[")) {
                left = made(new Expr.Index(at, left, expression()));
                expect("]");
            } else if (takes(".")) {
                left = afterDot(left, at);
            } else {
                return left;
            }
        }
    }

    private Expr afterDot(Expr left, int at) {
        String name = identifier("a field or a function after '.'");
        if (!takes("(")) {
            names.check(left, name, source, at + 1);
            return made(new Expr.Select(at, left, name));
        }
        Optional<Expr.Macro> macro = macro(name);
        if (macro.isPresent()) {
            return each(macro.get(), left, at);
        }
        List<Expr> arguments = new ArrayList<>(List.of(left));
        arguments.addAll(list(")"));
        return call(name, arguments, at + 1);
    }

    private static Optional<Expr.Macro> macro(String name) {
        return switch (name) {
            case "all" -> Optional.of(Expr.Macro.ALL);
            case "exists" -> Optional.of(Expr.Macro.EXISTS);
            case "exists_one", "existsOne" -> Optional.of(Expr.Macro.EXISTS_ONE);
            case "filter" -> Optional.of(Expr.Macro.FILTER);
            case "map" -> Optional.of(Expr.Macro.MAP);
            default -> Optional.empty();
        };
    }

    private Expr each(Expr.Macro macro, Expr range, int at) {
        int nameAt = token().at();
        String variable = identifier("the name of a variable");
        if (names.has(variable)) {
            throw malformed("The name '" + variable + "' is taken; choose another variable", nameAt);
        }
        expect(",");
        variables.push(variable);
        Expr first = expression();
        Optional<Expr> filter = Optional.empty();
        Expr body = first;
        if (macro == Expr.Macro.MAP && takes(",")) {
            filter = Optional.of(first);
            body = expression();
        }
        variables.pop();
        expect(")");
        return made(new Expr.Each(at, macro, range, variable, filter, body));
    }

    private Expr primary(boolean isNegative) {
        Token token = token();
        next++;
        return switch (token) {
            case Token.Value value -> made(new Expr.Literal(value.at(), value.value()));
            case Token.Whole whole -> made(new Expr.Literal(whole.at(), whole(whole, isNegative)));
            case Token.Word word -> named(word);
            case Token.Mark mark -> marked(mark);
            case Token.Done done -> throw malformed("Expected a value, found the end", done.at());
        };
    }

    private CelValue whole(Token.Whole whole, boolean isNegative) {
        try {
            return new CelValue.Int(Long.parseLong((isNegative ? "-" : "") + whole.digits(), whole.radix()));
        } catch (NumberFormatException tooLarge) {
            throw malformed("A number beyond a signed 64-bit one", whole.at());
        }
    }

    private Expr named(Token.Word word) {
        if (RESERVED.contains(word.word())) {
            throw malformed("'" + word.word() + "' is a reserved word, expected a value", word.at());
        }
        if (takes("(")) {
            return word.word().equals("has") ? has(word.at()) : call(word.word(), list(")"), word.at());
        }
        if (!names.has(word.word()) && !variables.contains(word.word())) {
            throw malformed("Unknown name '" + word.word() + "'; there are " + names.listed(), word.at());
        }
        return made(new Expr.Name(word.at(), word.word()));
    }

    private Expr marked(Token.Mark mark) {
        return switch (mark.mark()) {
            case "(" -> {
                Expr inner = expression();
                expect(")");
                yield inner;
            }
            case "[" -> made(new Expr.ListOf(mark.at(), list("]")));
            case "{" -> map(mark.at());
            case "." -> {
                Token token = token();
                if (token instanceof Token.Word word) {
                    next++;
                    yield named(word);
                }
                throw unexpected("a name after '.'");
            }
            default -> {
                next--;
                throw unexpected("a value");
            }
        };
    }

    private Expr has(int at) {
        Expr argument = expression();
        expect(")");
        if (argument instanceof Expr.Select select) {
            return made(new Expr.Has(at, select.of(), select.field()));
        }
        throw malformed("has() takes the selection of a field, such as has(metadata.team)", at);
    }

    private Expr call(String name, List<Expr> arguments, int at) {
        Expr.Function function = Arrays.stream(Expr.Function.values())
                .filter(known -> known.word.equals(name))
                .findFirst()
                .orElseThrow(() -> malformed("Unknown function '" + name + "'", at));
        if (arguments.size() != function.arity) {
            throw malformed(
                    "The function '" + name + "' takes " + function.arity + " values, counting the one before its dot",
                    at);
        }
        return made(Patterns.read(new Expr.Call(at, function, arguments), source));
    }

    /** Up to the closing mark; a comma may stand before it. */
    private List<Expr> list(String end) {
        List<Expr> items = new ArrayList<>();
        while (!takes(end)) {
            items.add(expression());
            if (!takes(",")) {
                expect(end);
                return items;
            }
        }
        return items;
    }

    private Expr map(int at) {
        List<Expr> keys = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!takes("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (!takes(",")) {
                expect("}");
                break;
            }
        }
        return made(new Expr.MapOf(at, keys, values));
    }

    private Expr made(Expr node) {
        if (++nodes > MOST_NODES) {
            throw malformed("The expression has more than " + MOST_NODES + " parts", node.at());
        }
        return node;
    }

    private String identifier(String expected) {
        if (token() instanceof Token.Word word && !word.word().equals("in")) {
            next++;
            return word.word();
        }
        throw unexpected(expected);
    }

    private boolean takes(String mark) {
        boolean is = token() instanceof Token.Mark here && here.mark().equals(mark);
        next += is ? 1 : 0;
        return is;
    }

    private void expect(String mark) {
        if (!takes(mark)) {
            throw unexpected("'" + mark + "'");
        }
    }

    private Token token() {
        return tokens.get(Math.min(next, tokens.size() - 1));
    }

    private CelMalformed unexpected(String expected) {
        return malformed("Expected " + expected + ", found " + token().shown(), token().at());
    }

    private CelMalformed malformed(String what, int at) {
        return new CelMalformed(what, source, at);
    }
}
