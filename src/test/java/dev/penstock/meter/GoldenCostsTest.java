package dev.penstock.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The bundled prices against costs worked out by hand. */
class GoldenCostsTest {
    private static final PriceBook BOOK = PriceBook.bundled();

    @TestFactory
    Stream<DynamicTest> costs_what_the_published_prices_say() throws Exception {
        return lines().stream()
                .map(line -> line.split("\t", -1))
                .map(line -> DynamicTest.dynamicTest(
                        String.join(" ", line[1], line[2], line[3], line[0]), () -> costs(line)));
    }

    @Test
    void has_at_least_sixty_lines() throws Exception {
        assertThat(lines()).hasSizeGreaterThan(60);
    }

    private static void costs(String[] line) {
        Instant noon = LocalDate.parse(line[4]).atTime(12, 0).toInstant(ZoneOffset.UTC);
        assertThat(BOOK.cost(line[1], line[2], UsageText.parse(line[5]), Optional.of(line[3]), noon))
                .contains(new NanoUsd(Long.parseLong(line[6])));
    }

    private static List<String> lines() throws Exception {
        try (InputStream file = Objects.requireNonNull(GoldenCostsTest.class.getResourceAsStream("golden-costs.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
