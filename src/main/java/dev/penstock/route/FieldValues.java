package dev.penstock.route;

import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a call has at a field: none, one, or, where lists lie on the way, several values. */
final class FieldValues {
    private static final int MOST_PLAIN_DIGITS = 40;

    private FieldValues() {}

    /** One value of a call. */
    sealed interface Found {
        /** It stands in JSON and has a kind there. */
        record Typed(JsonTree tree) implements Found {}

        /** It stands in a header field, where all is text. */
        record Written(String text) implements Found {}
    }

    static List<Found> of(FieldPath field, RouteFacts facts) {
        return switch (field.source()) {
            case METADATA -> gathered(facts.metadata(), field.names());
            case BODY -> gathered(facts.body(), field.names());
            case HEADERS ->
                facts.header(field.names().getFirst())
                        .<List<Found>>map(text -> List.of(new Found.Written(text)))
                        .orElse(List.of());
        };
    }

    /** The first single value as a text; one and the same for 1, 1.0 and 1e0. */
    static Optional<String> text(FieldPath field, RouteFacts facts) {
        return of(field, facts).stream().flatMap(found -> text(found).stream()).findFirst();
    }

    private static Optional<String> text(Found found) {
        return switch (found) {
            case Found.Written written -> Optional.of(written.text);
            case Found.Typed(JsonTree tree) ->
                tree.text()
                        .or(() -> tree.decimal().map(FieldValues::plain))
                        .or(() -> tree.flag().map(String::valueOf));
        };
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        // 1e999999999 is a short text and a very long number.
        boolean isShort = Math.abs((long) shortest.scale()) + shortest.precision() <= MOST_PLAIN_DIGITS;
        return isShort ? shortest.toPlainString() : shortest.toString();
    }

    private static List<Found> gathered(JsonTree root, List<String> names) {
        List<Found> found = new ArrayList<>();
        gather(root, names, found);
        return found;
    }

    /** As MongoDB walks: a name goes into each object of a list, a number takes one item of it. */
    private static void gather(JsonTree tree, List<String> names, List<Found> found) {
        if (tree.isMissing()) {
            return;
        }
        if (names.isEmpty()) {
            found.add(new Found.Typed(tree));
            tree.items().forEach(item -> found.add(new Found.Typed(item)));
            return;
        }
        String name = names.getFirst();
        List<String> rest = names.subList(1, names.size());
        if (!tree.isArray()) {
            gather(tree.at(name), rest, found);
        } else if (isNumber(name)) {
            gather(tree.at(Integer.parseInt(name)), rest, found);
        } else {
            tree.items().stream().filter(JsonTree::isObject).forEach(item -> gather(item.at(name), rest, found));
        }
    }

    private static boolean isNumber(String name) {
        return name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
