package dev.penstock.meter.golden;

import dev.penstock.meter.PriceBook;
import dev.penstock.meter.TestPrices;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of shapes: golden-usage.tsv.
 *
 * @param prices the test's own prices, model by model, in US dollars per million
 */
record Table(Map<String, String> prices, List<Shape> shapes) {
    private static final String PRICE = "price\t";
    /** Providers whose own figure of the cost is the truth. */
    private static final Set<String> REPORTING = Set.of("openrouter", "perplexity-ai");

    static Table read() {
        Map<String, String> prices = new LinkedHashMap<>();
        List<String> lines = lines();
        for (String line : lines) {
            if (line.startsWith(PRICE)) {
                String[] cells = line.split("\t", -1);
                prices.put(cells[1], cells[2]);
            }
        }
        List<Shape> shapes = lines.stream()
                .filter(line -> !line.startsWith(PRICE))
                .map(Shape::of)
                .toList();
        return new Table(prices, shapes);
    }

    /** Every provider of the table sells every model of the test. */
    PriceBook testBook() {
        List<String> models = prices.entrySet().stream()
                .map(model -> TestPrices.model(model.getKey(), model.getValue()))
                .toList();
        return TestPrices.book(providers().stream()
                .map(slug -> new TestPrices.Seller(slug, REPORTING.contains(slug), models))
                .toList());
    }

    Set<String> providers() {
        return shapes.stream().map(Shape::provider).collect(Collectors.toSet());
    }

    private static List<String> lines() {
        try (InputStream file = Objects.requireNonNull(Table.class.getResourceAsStream("golden-usage.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
