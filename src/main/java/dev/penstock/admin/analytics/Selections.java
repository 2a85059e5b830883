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
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one operation selects, with fragments in their places and fields of one name as one (GraphQL, October 2021,
 * section 6.3.2). Types are not looked at: here every field has one place only. One request's.
 */
final class Selections {
    private static final int MOST_SELECTED = 5_000;
    private static final Set<String> WORDS = Set.of("true", "false", "null");

    private final Document document;
    private final Operation operation;
    private final JsonTree variables;
    private int selected;

    /** A field with all that is wanted of it. */
    record Chosen(Field field, List<Selection> selections) {}

    Selections(Document document, Operation operation, JsonTree variables) {
        this.document = document;
        this.operation = operation;
        this.variables = variables;
    }

    /** By the name in the answer, in the order asked. */
    Map<String, Chosen> of(List<Selection> selections) {
        Map<String, Chosen> chosen = new LinkedHashMap<>();
        collect(selections, chosen, new HashSet<>());
        return chosen;
    }

    /** What a field is given, variables in their places. */
    JsonTree arguments(Field field) {
        return tree(new Members(field.arguments()), field.at());
    }

    private void collect(List<Selection> selections, Map<String, Chosen> chosen, Set<String> within) {
        for (Selection selection : selections) {
            if (++selected > MOST_SELECTED) {
                throw new GraphQlError("The query selects more than " + MOST_SELECTED + " fields", List.of());
            }
            if (!isIncluded(selection)) {
                continue;
            }
            switch (selection) {
                case Field field -> choose(field, chosen);
                case Inline inline -> collect(inline.selections(), chosen, within);
                case Spread spread -> spread(spread, chosen, within);
            }
        }
    }

    private static void choose(Field field, Map<String, Chosen> chosen) {
        Chosen before = chosen.get(field.alias());
        List<Selection> all = new ArrayList<>(before == null ? List.of() : before.selections);
        all.addAll(field.selections());
        if (before != null
                && !(before.field.name().equals(field.name())
                        && before.field.arguments().equals(field.arguments()))) {
            throw error("Two different fields are called " + BadQuestion.quoted(field.alias()), field.at());
        }
        chosen.put(field.alias(), new Chosen(before == null ? field : before.field, all));
    }

    private void spread(Spread spread, Map<String, Chosen> chosen, Set<String> within) {
        Fragment fragment = document.fragments().get(spread.name());
        if (fragment == null) {
            throw error("No fragment " + BadQuestion.quoted(spread.name()), spread.at());
        }
        if (!within.add(spread.name())) {
            throw error("The fragment " + BadQuestion.quoted(spread.name()) + " contains itself", spread.at());
        }
        collect(fragment.selections(), chosen, within);
        within.remove(spread.name());
    }

    private boolean isIncluded(Selection selection) {
        boolean included = true;
        for (Directive directive : selection.directives()) {
            boolean holds = tree(new Members(directive.arguments()), directive.at())
                    .at("if")
                    .isTrue();
            included &= switch (directive.name()) {
                case "include" -> holds;
                case "skip" -> !holds;
                default -> throw error("No directive " + BadQuestion.quoted(directive.name()), directive.at());
            };
        }
        return included;
    }

    private JsonTree tree(Value value, Token at) {
        try {
            return JsonTree.read(json(value).text());
        } catch (JsonMalformed malformed) {
            throw error("An argument that cannot be read", at);
        }
    }

    private JsonText json(Value value) {
        return switch (value) {
            case Scalar scalar -> json(scalar.token());
            case Variable variable -> json(variable);
            case Items items ->
                JsonText.array(items.items().stream().map(this::json).toArray());
            case Members members -> {
                List<Object> fields = new ArrayList<>();
                members.members().forEach((name, member) -> {
                    fields.add(name);
                    fields.add(json(member));
                });
                yield JsonText.object(fields.toArray());
            }
        };
    }

    /** A name that is no word of JSON is a value of an enum, which JSON writes as a string. */
    private static JsonText json(Token token) {
        boolean bare =
                token.kind() == Token.Kind.NUMBER || (token.kind() == Token.Kind.NAME && WORDS.contains(token.text()));
        return bare ? new JsonText(token.text()) : JsonText.of(token.text());
    }

    private JsonText json(Variable variable) {
        Optional<Value> otherwise = operation.variables().get(variable.name());
        if (otherwise == null) {
            throw error("No variable $" + variable.name() + " is declared", variable.at());
        }
        JsonTree given = variables.at(variable.name());
        if (!given.isAbsent()) {
            return JsonText.of(given);
        }
        // A default is a constant: one that names a variable would never end.
        return otherwise
                .map(value -> new Selections(document, WITHOUT_VARIABLES, variables).json(value))
                .orElse(JsonText.NULL);
    }

    private static final Operation WITHOUT_VARIABLES = new Operation(Optional.empty(), Map.of(), List.of());

    private static GraphQlError error(String message, Token at) {
        return new GraphQlError(message, at.line(), at.column());
    }
}
