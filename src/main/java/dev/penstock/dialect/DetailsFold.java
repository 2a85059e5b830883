package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenRouter's reasoning_details (openrouter.ai/docs, "Reasoning Tokens"): pieces of one type and index that follow one
 * another are one detail, its text and summary put end to end, its signature and id said once.
 */
final class DetailsFold {
    private final List<Detail> details = new ArrayList<>();

    void take(RawValue piece) {
        Map<String, RawValue> members = RawJson.members(piece);
        String type = RawJson.text(members, "type");
        int index = RawJson.index(members, "index");
        Detail last = details.isEmpty() ? null : details.getLast();
        if (last == null || last.index != index || !last.type.equals(type)) {
            if (last != null && index < last.index) {
                throw new Inexact("reasoning details out of order");
            }
            last = new Detail(type, index);
            details.add(last);
        } else if (type.equals("reasoning.encrypted")) {
            throw new Inexact("an encrypted detail in pieces");
        }
        members.forEach(last::take);
    }

    @Nullable
    Part part() {
        if (details.isEmpty()) {
            return null;
        }
        Part.Items items = new Part.Items();
        details.forEach(detail -> items.add(detail.part()));
        return items;
    }

    private static final class Detail {
        private final String type;
        private final int index;
        private final Map<String, Constant> fields = new LinkedHashMap<>();
        private final Map<String, Part.Joined> texts = new LinkedHashMap<>();

        Detail(String type, int index) {
            this.type = type;
            this.index = index;
        }

        void take(String name, RawValue value) {
            switch (name) {
                case "text", "summary" -> {
                    if (!RawJson.isNull(value)) {
                        texts.computeIfAbsent(name, made -> new Part.Joined()).add(value);
                    }
                }
                case "type", "index", "format", "id", "signature", "data" ->
                    fields.computeIfAbsent(name, Constant::new).take(value);
                default -> throw new Inexact("a reasoning detail's field: " + RawJson.shown(name));
            }
        }

        Part part() {
            Part.Fields detail = new Part.Fields();
            fields.forEach((name, field) -> detail.setIfGiven(name, field.part()));
            texts.forEach(detail::set);
            return detail;
        }
    }
}
