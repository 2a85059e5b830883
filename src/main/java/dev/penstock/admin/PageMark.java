package dev.penstock.admin;

import dev.penstock.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which page of a list an answer holds. */
public record PageMark(int page, int perPage, int count, long total) {
    JsonText json() {
        return JsonText.of(fields());
    }

    /** The usual numbers by their names. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("page", page);
        fields.put("per_page", perPage);
        fields.put("count", count);
        fields.put("total_count", total);
        fields.put("total_pages", (total + perPage - 1) / perPage);
        return fields;
    }
}
