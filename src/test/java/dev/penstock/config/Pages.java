package dev.penstock.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What documentation and editors are told, made from the key table that reads the file. */
final class Pages {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Pages() {}

    static String schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "penstock.yaml");
        schema.putAll(TopKeys.FILE.schema());
        return JSON.writeValueAsString(schema) + "\n";
    }

    /** Every key of the file by its path, lists marked with [], names of one's own as &lt;name&gt;. */
    static Map<String, Key<?>> keys() {
        Map<String, Key<?>> keys = new LinkedHashMap<>();
        collect("", TopKeys.FILE, keys);
        return keys;
    }

    private static void collect(String path, Kind<?> kind, Map<String, Key<?>> keys) {
        switch (kind) {
            case ScalarKind<?> ignored -> {}
            case TreeKind ignored -> {}
            case MaybeKind<?> maybe -> collect(path, maybe.kind(), keys);
            case ListKind<?> list -> collect(path + "[]", list.item(), keys);
            case TextOrBlockKind<?> either -> collect(path, either.block(), keys);
            case MapKind<?> map -> collect(path + ".<" + map.sort() + ">", map.value(), keys);
            case SectionKind<?> section -> {
                for (Key<?> key : section.keys()) {
                    String below = SectionKind.below(path, key);
                    keys.put(below, key);
                    collect(below, key.kind(), keys);
                }
            }
        }
    }

    static String tables() {
        Map<String, List<String>> bySection = new LinkedHashMap<>();
        Map<String, Key<?>> keys = keys();
        keys.forEach((path, key) -> {
            String section =
                    path.contains(".") ? path.substring(0, path.indexOf('.')).replace("[]", "") : "";
            bySection.computeIfAbsent(section, ignored -> new ArrayList<>()).add(row(path, key, acts(path, keys)));
        });
        StringBuilder page = new StringBuilder();
        bySection.forEach((section, rows) -> {
            page.append("\n### ")
                    .append(section.isEmpty() ? "At the top" : "`" + section + "`")
                    .append("\n\n");
            page.append("| key | holds | default | acts since | what it is |\n|---|---|---|---|---|\n");
            rows.forEach(page::append);
        });
        return page.toString();
    }

    /** A key below one that does not act does not act either. */
    private static boolean acts(String path, Map<String, Key<?>> keys) {
        return keys.entrySet().stream()
                .filter(above -> path.equals(above.getKey())
                        || path.startsWith(above.getKey() + ".")
                        || path.startsWith(above.getKey() + "["))
                .allMatch(above -> above.getValue().acts());
    }

    private static String row(String path, Key<?> key, boolean isActing) {
        String holds =
                key.kind().holdsKeys() ? holdsKeys(key.kind()) : key.kind().must();
        String acts = !isActing ? "validated, not yet acting" : key.fixed() ? "0.1, read at the start" : "0.1";
        String fallback = key.fallbackText().isEmpty() ? "" : "`" + key.fallbackText() + "`";
        return "| " + String.join(" | ", "`" + path + "`", cell(holds), cell(fallback), acts, cell(key.says()))
                + " |\n";
    }

    private static String holdsKeys(Kind<?> kind) {
        return switch (kind) {
            case MaybeKind<?> maybe -> holdsKeys(maybe.kind());
            case TextOrBlockKind<?> either -> either.text().must() + ", or a block of keys";
            case ListKind<?> list -> "a list of at most " + list.most();
            default -> "a block of keys";
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
