package dev.penstock.admin.logs;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Query;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One filter as it was sent. Three spellings of a list of them are in use: a JSON array in {@code filters}; the SDK's
 * {@code filters.key=…&filters.operator=…&filters.value=…} one after the other; and {@code filters[0][key]=…}.
 *
 * @param values texts, numbers and flags, each as its text
 */
record FilterText(String key, String operator, List<String> values) {
    private static final int MOST = 50;
    private static final int MOST_VALUES = 200;

    FilterText {
        values = List.copyOf(values);
    }

    static List<FilterText> all(Query query) {
        List<FilterText> all = new ArrayList<>();
        query.all("filters").forEach(text -> all.addAll(json(text)));
        all.addAll(inOrder(query));
        if (all.size() > MOST) {
            throw wrong("At most " + MOST + " filters can be given");
        }
        return all;
    }

    /** Filters of a document's body. */
    static List<FilterText> of(JsonTree filters) {
        if (!filters.isArray()) {
            throw wrong("'filters' must be a list of {\"key\",\"operator\",\"value\":[…]}");
        }
        return filters.items().stream().map(FilterText::one).toList();
    }

    private static List<FilterText> json(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        try {
            return of(JsonTree.read(text));
        } catch (JsonMalformed malformed) {
            throw wrong("'filters' is " + malformed.getMessage());
        }
    }

    private static FilterText one(JsonTree filter) {
        String key = filter.at("key").text().orElseThrow(() -> wrong("A filter has no 'key'"));
        String operator = filter.at("operator").text().orElse("eq");
        JsonTree value = filter.at("value");
        List<JsonTree> items = value.isArray() ? value.items() : List.of(value);
        if (items.size() > MOST_VALUES) {
            throw wrong("A filter has at most " + MOST_VALUES + " values");
        }
        return new FilterText(
                key,
                operator,
                items.stream()
                        .filter(item -> !item.isMissing())
                        .map(item -> item.text().orElseGet(item::toString))
                        .toList());
    }

    /** A key begins the next filter. */
    private static List<FilterText> inOrder(Query query) {
        List<FilterText> all = new ArrayList<>();
        String key = "";
        String operator = "eq";
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> pair : query.pairs()) {
            switch (part(pair.getKey())) {
                case "key" -> {
                    if (!key.isEmpty()) {
                        all.add(new FilterText(key, operator, values));
                    }
                    key = pair.getValue();
                    operator = "eq";
                    values = new ArrayList<>();
                }
                case "operator" -> operator = pair.getValue();
                case "value" -> values.add(pair.getValue());
                default -> {}
            }
        }
        if (!key.isEmpty()) {
            all.add(new FilterText(key, operator, values));
        }
        return all;
    }

    /** key, operator or value; empty for any other parameter. */
    private static String part(String name) {
        if (name.startsWith("filters.")) {
            return name.substring("filters.".length());
        }
        if (!name.startsWith("filters[")) {
            return "";
        }
        String inner = name.replaceFirst("^filters\\[\\d*]", "");
        return inner.replaceFirst("^\\[(key|operator|value)](\\[\\d*])?$", "$1");
    }

    static ApiRefused wrong(String message) {
        return ApiRefused.invalid(Problem.inQuery(message, "filters"));
    }
}
