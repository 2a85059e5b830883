package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A choice's fields beside its text: how it ended, and what every chunk repeats. */
final class ChoiceEnd {
    /** Null or empty until they are known; then said once, or again alike. */
    private static final Set<String> LATE =
            Set.of("finish_reason", "native_finish_reason", "stop_reason", "matched_stop", "content_filter_results");

    private static final Set<String> FAILURES = Set.of("error", "insufficient_system_resource");

    private final Map<String, Constant> late = new LinkedHashMap<>();
    private final Map<String, RawValue> first = new LinkedHashMap<>();
    private final Map<String, Integer> repeated = new LinkedHashMap<>();
    private int chunks;

    /** One chunk begins. */
    void chunk() {
        chunks++;
    }

    void take(String name, RawValue value) {
        if (LATE.contains(name)) {
            late.computeIfAbsent(name, Constant::new).take(value);
            return;
        }
        RawValue before = first.putIfAbsent(name, value);
        if (before != null && !RawJson.same(before, value)) {
            throw new Inexact("a choice's field that changes: " + RawJson.shown(name));
        }
        repeated.merge(name, 1, Integer::sum);
    }

    /** Adds the fields to a choice; one that has not ended, or by an error, has no body. */
    void addTo(Part.Fields choice) {
        Constant reason = late.get("finish_reason");
        if (reason == null || reason.text().isEmpty() || FAILURES.contains(reason.text())) {
            throw new Inexact("a choice without a reason to finish");
        }
        repeated.forEach((name, times) -> {
            if (times != chunks) {
                throw new Inexact("a choice's field that some chunks lack: " + RawJson.shown(name));
            }
        });
        late.forEach((name, field) -> choice.setIfGiven(name, field.part()));
        first.forEach((name, value) -> choice.set(name, Part.of(value)));
    }
}
