package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Log probabilities in pieces: an object of lists, each going on where the chunk before stopped. */
final class LogprobsFold {
    private static final Set<String> LISTS =
            Set.of("content", "refusal", "tokens", "token_logprobs", "top_logprobs", "text_offset");

    private final Map<String, Part> lists = new LinkedHashMap<>();

    void take(RawValue logprobs) {
        RawJson.members(logprobs, LISTS).forEach((name, list) -> {
            if (RawJson.isNull(list)) {
                lists.putIfAbsent(name, Part.nothing());
                return;
            }
            Part.Items items = lists.get(name) instanceof Part.Items before ? before : new Part.Items();
            items.addAll(list);
            lists.put(name, items);
        });
    }

    Part part() {
        Part.Fields made = new Part.Fields();
        lists.forEach(made::set);
        return made;
    }
}
