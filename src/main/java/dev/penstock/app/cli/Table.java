package dev.penstock.app.cli;

import dev.penstock.json.JsonTree;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Objects as aligned columns for people. Control characters are taken out, because others may have written the text. */
final class Table {
    private static final int WIDEST = 60;

    private final List<Column> columns = new ArrayList<>();

    private record Column(String title, Function<JsonTree, String> cell) {}

    /** A column that shows one field. */
    Table field(String title, String name) {
        return column(title, item -> plain(item.at(name)));
    }

    Table column(String title, Function<JsonTree, String> cell) {
        columns.add(new Column(title, cell));
        return this;
    }

    void print(List<JsonTree> items, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::title).toList());
        items.forEach(item -> rows.add(columns.stream()
                .map(column -> oneLine(column.cell().apply(item)))
                .toList()));
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** A value as people read it: nothing for what is absent, lists with commas. */
    static String plain(JsonTree value) {
        if (value.isAbsent()) {
            return "–";
        }
        if (value.isArray()) {
            return String.join(", ", value.items().stream().map(Table::plain).toList());
        }
        return value.text().orElseGet(value::toString);
    }

    static String safe(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "·");
    }

    private static String oneLine(String text) {
        String safe = safe(text);
        return safe.length() <= WIDEST ? safe : safe.substring(0, WIDEST - 1) + "…";
    }
}
