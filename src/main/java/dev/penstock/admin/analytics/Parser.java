package dev.penstock.admin.analytics;

import dev.penstock.admin.analytics.Document.Directive;
import dev.penstock.admin.analytics.Document.Field;
import dev.penstock.admin.analytics.Document.Fragment;
import dev.penstock.admin.analytics.Document.Inline;
import dev.penstock.admin.analytics.Document.Items;
import dev.penstock.admin.analytics.Document.Members;
import dev.penstock.admin.analytics.Document.Operation;
import dev.penstock.admin.analytics.Document.Scalar;
import dev.penstock.admin.analytics.Document.Selection;
import dev.penstock.admin.analytics.Document.Spread;
import dev.penstock.admin.analytics.Document.Value;
import dev.penstock.admin.analytics.Document.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a GraphQL document by descent (October 2021, section 2), to a bounded depth. Mutations and schemas are refused. */
final class Parser {
    private static final int MOST_DEPTH = 24;

    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Document parse(String text) {
        return new Parser(Lexer.tokens(text)).document();
    }

    private Document document() {
        List<Operation> operations = new ArrayList<>();
        Map<String, Fragment> fragments = new LinkedHashMap<>();
        while (peek().kind() != Token.Kind.END) {
            Token start = peek();
            if (start.is("{")) {
                operations.add(new Operation(Optional.empty(), Map.of(), selections()));
            } else if (start.text().equals("query") && start.kind() == Token.Kind.NAME) {
                operations.add(operation());
            } else if (start.text().equals("fragment") && start.kind() == Token.Kind.NAME) {
                fragment(fragments);
            } else {
                throw start.unexpected("a query or a fragment");
            }
        }
        return new Document(operations, fragments);
    }

    private Operation operation() {
        take();
        Optional<String> name = peek().kind() == Token.Kind.NAME ? Optional.of(take().text()) : Optional.empty();
        Map<String, Optional<Value>> variables = new LinkedHashMap<>();
        if (taken("(")) {
            while (!taken(")")) {
                expect("$");
                String variable = name();
                expect(":");
                type();
                variables.put(variable, taken("=") ? Optional.of(value()) : Optional.empty());
            }
        }
        directives();
        return new Operation(name, variables, selections());
    }

    private void fragment(Map<String, Fragment> fragments) {
        take();
        String name = name();
        on();
        directives();
        fragments.put(name, new Fragment(selections()));
    }

    /** The type is read and left aside: what a value must be, its place says. */
    private void type() {
        deeper();
        if (taken("[")) {
            type();
            expect("]");
        } else {
            name();
        }
        taken("!");
        depth--;
    }

    private List<Selection> selections() {
        deeper();
        expect("{");
        List<Selection> selections = new ArrayList<>();
        while (!taken("}")) {
            selections.add(selection());
        }
        depth--;
        return selections;
    }

    private Selection selection() {
        Token start = peek();
        if (!taken("...")) {
            return field();
        }
        if (peek().kind() == Token.Kind.NAME && !peek().text().equals("on")) {
            return new Spread(name(), directives(), start);
        }
        if (peek().kind() == Token.Kind.NAME) {
            on();
        }
        return new Inline(directives(), selections());
    }

    private Field field() {
        Token start = peek();
        String first = name();
        String name = taken(":") ? name() : first;
        Map<String, Value> arguments = arguments();
        List<Directive> directives = directives();
        return new Field(first, name, arguments, directives, peek().is("{") ? selections() : List.of(), start);
    }

    private void on() {
        Token word = take();
        if (!word.text().equals("on")) {
            throw word.unexpected("'on'");
        }
        name();
    }

    private List<Directive> directives() {
        List<Directive> directives = new ArrayList<>();
        while (peek().is("@")) {
            Token start = take();
            directives.add(new Directive(name(), arguments(), start));
        }
        return directives;
    }

    private Map<String, Value> arguments() {
        return taken("(") ? members(")") : Map.of();
    }

    private Map<String, Value> members(String end) {
        Map<String, Value> members = new LinkedHashMap<>();
        while (!taken(end)) {
            String name = name();
            expect(":");
            members.put(name, value());
        }
        return members;
    }

    private Value value() {
        deeper();
        Value value = valueHere();
        depth--;
        return value;
    }

    private Value valueHere() {
        Token start = take();
        if (start.is("$")) {
            return new Variable(name(), start);
        }
        if (start.is("{")) {
            return new Members(members("}"));
        }
        if (start.is("[")) {
            List<Value> items = new ArrayList<>();
            while (!taken("]")) {
                items.add(value());
            }
            return new Items(items);
        }
        if (start.kind() == Token.Kind.PUNCTUATOR || start.kind() == Token.Kind.END) {
            throw start.unexpected("a value");
        }
        return new Scalar(start);
    }

    private String name() {
        Token token = take();
        if (token.kind() != Token.Kind.NAME) {
            throw token.unexpected("a name");
        }
        return token.text();
    }

    private void expect(String punctuator) {
        Token token = take();
        if (!token.is(punctuator)) {
            throw token.unexpected("'" + punctuator + "'");
        }
    }

    private boolean taken(String punctuator) {
        boolean there = peek().is(punctuator);
        at += there ? 1 : 0;
        return there;
    }

    /** The end is never passed. */
    private Token take() {
        Token token = peek();
        at += token.kind() == Token.Kind.END ? 0 : 1;
        return token;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private void deeper() {
        if (++depth > MOST_DEPTH) {
            throw new GraphQlError("The document is nested deeper than " + MOST_DEPTH, peek().line(), peek().column());
        }
    }
}
