package dev.penstock.admin.analytics;

import dev.penstock.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with a GraphQL request, as its answer tells it. */
final class GraphQlError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String[] path;

    /** An error at a place in the document. */
    GraphQlError(String message, int line, int column) {
        this(message, line, column, List.of());
    }

    /** An error at a place in the answer. */
    GraphQlError(String message, List<String> path) {
        this(message, 0, 0, path);
    }

    private GraphQlError(String message, int line, int column, List<String> path) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
        this.path = path.toArray(String[]::new);
    }

    JsonText toJson() {
        @Nullable
        JsonText locations = line == 0 ? null : JsonText.array(JsonText.object("line", line, "column", column));
        return JsonText.object(
                "message", getMessage(), "path", path.length == 0 ? null : List.of(path), "locations", locations);
    }
}
