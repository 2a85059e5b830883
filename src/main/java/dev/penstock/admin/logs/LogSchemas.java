package dev.penstock.admin.logs;

import dev.penstock.admin.PageMark;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.json.JsonText;
import dev.penstock.record.LogExtent;
import dev.penstock.record.LogExtent.Range;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** What the Logs API takes and gives, beside the rows themselves. */
final class LogSchemas {
    static final Map<String, Object> ANNOTATION = Schemas.object(
            "feedback?", Schemas.orNull(Schemas.WHOLE),
            "score?", Schemas.orNull(Schemas.NUMBER),
            "metadata?", Schemas.orNull(Map.of("type", "object")));

    private static final Map<String, Object> MARK = Schemas.object(
            "page", Schemas.WHOLE,
            "per_page", Schemas.WHOLE,
            "count", Schemas.WHOLE,
            "total_count", Schemas.WHOLE,
            "total_pages", Schemas.WHOLE,
            "min_cost?", Schemas.NUMBER,
            "max_cost?", Schemas.NUMBER,
            "min_duration?", Schemas.WHOLE,
            "max_duration?", Schemas.WHOLE,
            "min_tokens_in?", Schemas.WHOLE,
            "max_tokens_in?", Schemas.WHOLE,
            "min_tokens_out?", Schemas.WHOLE,
            "max_tokens_out?", Schemas.WHOLE,
            "min_total_tokens?", Schemas.WHOLE,
            "max_total_tokens?", Schemas.WHOLE);

    static final Map<String, Object> PAGE = Schemas.object(
            "success", Schemas.FLAG,
            "result", Schemas.list(LogView.LISTED),
            "result_info", MARK,
            "errors", Schemas.list(Schemas.ANY),
            "messages", Schemas.list(Schemas.ANY));

    private static final Sheet.Parameter FILTERS = new Sheet.Parameter(
            "filters",
            "A JSON list of {\"key\",\"operator\",\"value\":[…]}, all of which must hold. Keys: "
                    + String.join(", ", Filters.keys())
                    + ", metadata.NAME. Operators: eq, neq, contains, lt, gt, lte, gte.",
            Schemas.TEXT);
    private static final Sheet.Parameter ORDER =
            new Sheet.Parameter("order_by", "created_at, provider, model, cost …; created_at.", Schemas.TEXT);
    private static final Sheet.Parameter DIRECTION =
            new Sheet.Parameter("order_by_direction", "asc or desc; desc.", Schemas.oneOf("asc", "desc"));
    private static final Sheet.Parameter SEARCH =
            new Sheet.Parameter("search", "A part of a metadata value, an id or an event id.", Schemas.TEXT);

    private LogSchemas() {}

    static Sheet.Parameter[] parameters() {
        return new Sheet.Parameter[] {
            FILTERS,
            SEARCH,
            ORDER,
            DIRECTION,
            new Sheet.Parameter("page", "From 1.", Schemas.WHOLE),
            new Sheet.Parameter("per_page", "1 to 100; 20.", Schemas.WHOLE),
            new Sheet.Parameter("meta_info", "Whether least and most of all matches are wanted.", Schemas.FLAG)
        };
    }

    static Sheet.Parameter[] deleting() {
        return new Sheet.Parameter[] {
            FILTERS,
            SEARCH,
            ORDER,
            DIRECTION,
            new Sheet.Parameter("limit", "At most so many, 1 to 10,000; 10,000.", Schemas.WHOLE)
        };
    }

    /** The page's numbers, and the least and the most over all matches. */
    static JsonText mark(PageMark mark, LogExtent extent) {
        Map<String, Object> fields = new LinkedHashMap<>(mark.fields());
        put(fields, "cost", extent.costNano(), LogView::dollars);
        put(fields, "duration", extent.durationMicros(), micros -> micros / 1_000);
        put(fields, "tokens_in", extent.tokensIn(), Long::valueOf);
        put(fields, "tokens_out", extent.tokensOut(), Long::valueOf);
        put(fields, "total_tokens", extent.tokens(), Long::valueOf);
        return JsonText.of(fields);
    }

    private static void put(
            Map<String, Object> fields, String name, Optional<Range> range, LongFunction<? extends Object> shown) {
        range.ifPresent(both -> {
            fields.put("min_" + name, shown.apply(both.least()));
            fields.put("max_" + name, shown.apply(both.most()));
        });
    }
}
