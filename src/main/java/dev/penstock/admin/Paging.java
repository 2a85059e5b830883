package dev.penstock.admin;

import dev.penstock.json.JsonText;
import java.util.List;
import java.util.function.Function;

/** Which page of a list is asked for. */
public record Paging(int page, int perPage) {
    /** That page of a list that is in memory whole. */
    public <T> Answer of(List<T> all, Function<T, JsonText> shown) {
        List<JsonText> items = part(all).stream().map(shown).toList();
        return Answer.page(items, new PageMark(page, perPage, items.size(), all.size()));
    }

    public <T> List<T> part(List<T> all) {
        long from = Math.min((page - 1L) * perPage, all.size());
        return all.subList((int) from, (int) Math.min(from + perPage, all.size()));
    }
}
