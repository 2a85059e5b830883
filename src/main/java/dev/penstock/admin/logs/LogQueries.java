package dev.penstock.admin.logs;

import dev.penstock.admin.Paging;
import dev.penstock.admin.Query;
import dev.penstock.call.Scope;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.Compare;
import dev.penstock.record.LogFilter.NumberField;
import dev.penstock.record.LogOrder;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a query on logs from a request's parameters, those that are deprecated too. */
final class LogQueries {
    private static final List<String> ORDERS = List.of(
            "created_at",
            "provider",
            "model",
            "model_type",
            "success",
            "cached",
            "reuse",
            "cost",
            "tokens_in",
            "tokens_out",
            "duration",
            "feedback");

    private static final List<String> TEXTS = List.of(
            "provider", "model", "model_type", "request_content_type", "response_content_type", "success", "cached");

    private static final int MOST_PER_PAGE = 100;
    private static final int MOST_DELETED = 10_000;

    private LogQueries() {}

    static Paging paging(Query query) {
        return query.paging(20, MOST_PER_PAGE);
    }

    static LogQuery page(Scope scope, Query query) {
        Paging paging = paging(query);
        LogQuery wanted = matching(scope, query).page(paging.page(), paging.perPage());
        return query.flag("meta_info").orElse(false) ? wanted.withExtent() : wanted;
    }

    /** What is to be deleted at once. */
    static LogQuery deleted(Scope scope, Query query) {
        return matching(scope, query)
                .limit(query.whole("limit", 1, MOST_DELETED).orElse(MOST_DELETED));
    }

    private static LogQuery matching(Scope scope, Query query) {
        LogQuery wanted = LogQuery.of(new LogScope.Gateway(scope)).by(order(query));
        for (LogFilter condition : conditions(query)) {
            wanted = wanted.where(condition);
        }
        return wanted;
    }

    private static LogOrder order(Query query) {
        String by = query.oneOf("order_by", ORDERS).orElse("created_at");
        String direction = query.oneOf("order_by_direction", List.of("asc", "desc"))
                .or(() -> query.oneOf("direction", List.of("asc", "desc")))
                .orElse("desc");
        return new LogOrder(LogOrder.By.valueOf(by.toUpperCase(Locale.ROOT)), direction.equals("desc"));
    }

    private static List<LogFilter> conditions(Query query) {
        List<LogFilter> all = new ArrayList<>();
        FilterText.all(query).forEach(filter -> all.add(Filters.condition(filter)));
        query.first("search").filter(text -> !text.isEmpty()).ifPresent(text -> all.add(new LogFilter.Search(text)));
        for (String name : TEXTS) {
            query.first(name).ifPresent(value -> all.add(one(name, "eq", value)));
        }
        for (String name : List.of("cost", "duration", "tokens_in", "tokens_out")) {
            bounds(query, name, name).forEach(all::add);
        }
        bounds(query, "total_tokens", "tokens").forEach(all::add);
        query.first("start_date").ifPresent(time -> all.add(one("created_at", "gte", time)));
        query.first("end_date").ifPresent(time -> all.add(one("created_at", "lte", time)));
        feedback(query).ifPresent(all::add);
        return all;
    }

    private static List<LogFilter> bounds(Query query, String parameter, String key) {
        List<LogFilter> both = new ArrayList<>();
        query.first("min_" + parameter).ifPresent(value -> both.add(one(key, "gte", value)));
        query.first("max_" + parameter).ifPresent(value -> both.add(one(key, "lte", value)));
        return both;
    }

    /** The old parameter says 0 for thumbs down. */
    private static Optional<LogFilter> feedback(Query query) {
        return query.oneOf("feedback", List.of("0", "1"))
                .map(value ->
                        new LogFilter.ByNumber(NumberField.FEEDBACK, Compare.EQUALS, value.equals("1") ? 1L : -1L));
    }

    private static LogFilter one(String key, String operator, String value) {
        return Filters.condition(new FilterText(key, operator, List.of(value)));
    }
}
