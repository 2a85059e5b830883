package dev.penstock.admin;

import dev.penstock.json.JsonText;

/** Which page of a list an answer holds. */
public record PageMark(int page, int perPage, int count, long total) {
    JsonText json() {
        return JsonText.object(
                "page",
                page,
                "per_page",
                perPage,
                "count",
                count,
                "total_count",
                total,
                "total_pages",
                (total + perPage - 1) / perPage);
    }
}
