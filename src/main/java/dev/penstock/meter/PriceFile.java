package dev.penstock.meter;

import dev.penstock.json.FlatObject;
import dev.penstock.meter.PriceTable.ProviderFacts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads the price file, whose lines src/build/prices.mjs describes. At once it reads the header and the providers, and
 * proves by the checksum that the models' lines are those that were tested; these are read when they are asked for.
 */
final class PriceFile {
    private static final int FORMAT = 1;
    private static final String PROVIDER = "{\"provider\"";

    private final String source;
    private final List<String> lines;
    private final List<PriceTable> tables = new ArrayList<>();
    private @Nullable ProviderFacts provider;
    private int providerLine;

    private PriceFile(String source, List<String> lines) {
        this.source = source;
        this.lines = lines;
    }

    /** @throws IllegalArgumentException naming the source and the line that is not understood */
    static Contents read(String source, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = lines(text);
        if (lines.size() < 4
                || !lines.getFirst().equals("[")
                || !lines.getLast().equals("]")) {
            throw refused(source, 1, "it is no array of lines between '[' and ']'");
        }
        FlatObject header = object(source, lines, 1);
        String fault = fault(header, text, lines.size() - 3);
        if (fault != null) {
            throw refused(source, 2, fault);
        }
        PriceFile file = new PriceFile(source, lines);
        return new Contents(header.text("version").orElseThrow(), date(source, header), file.tables());
    }

    private static Optional<LocalDate> date(String source, FlatObject header) {
        try {
            return header.text("date").map(LocalDate::parse);
        } catch (DateTimeParseException malformed) {
            throw refused(source, 2, "its date is no day such as 2026-11-22");
        }
    }

    /** What is wrong with the header, or null. */
    private static @Nullable String fault(FlatObject header, String text, int lines) {
        int format = header.number("format").orElse(BigDecimal.ZERO).intValue();
        if (format != FORMAT) {
            return "its format is " + format + ", this version reads " + FORMAT;
        }
        int announced = header.number("lines").orElse(BigDecimal.ZERO).intValue();
        if (announced != lines) {
            return "it announces " + announced + " lines and has " + lines + "; it is cut or mixed up";
        }
        if (header.text("version").isEmpty()) {
            return "it names no version";
        }
        return checksum(text).equals(header.text("crc32").orElse(""))
                ? null
                : "its lines do not fit its checksum; it is damaged or was edited by hand: "
                        + "change src/build/prices.mjs and run it, or set your own prices in penstock.yaml";
    }

    /** CRC-32 of all that stands behind the header's line. */
    static String checksum(String text) {
        int body = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        CRC32 crc = new CRC32();
        crc.update(text.substring(body).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        return lines;
    }

    private List<PriceTable> tables() {
        for (int line = 2; line < lines.size() - 1; line++) {
            if (lines.get(line).startsWith(PROVIDER)) {
                closeProvider(line);
                provider = new PriceLines(source, List.of()).provider(object(source, lines, line), line + 1);
                providerLine = line;
            }
        }
        closeProvider(lines.size() - 1);
        return tables;
    }

    private void closeProvider(int end) {
        if (provider != null) {
            ProviderFacts facts = provider;
            int from = providerLine + 1;
            List<String> models = List.copyOf(lines.subList(from, end));
            tables.add(new PriceTable(facts, () -> new PriceLines(source, models).models(facts, from + 1)));
        } else if (end > 2) {
            throw refused(source, 3, "a model stands before any provider");
        }
    }

    private static FlatObject object(String source, List<String> lines, int index) {
        return object(source, lines.get(index), index + 1);
    }

    static FlatObject object(String source, String line, int number) {
        try {
            return FlatObject.parse(line.endsWith(",") ? line.substring(0, line.length() - 1) : line);
        } catch (IllegalArgumentException e) {
            throw refused(source, number, e.getMessage());
        }
    }

    static IllegalArgumentException refused(String source, int line, @Nullable String what) {
        return new IllegalArgumentException("The price file " + source + " cannot be used: line " + line + ": " + what);
    }

    /**
     * What a price file holds.
     *
     * @param date empty where the header names none
     */
    record Contents(String version, Optional<LocalDate> date, List<PriceTable> tables) {
        Contents {
            tables = List.copyOf(tables);
        }
    }
}
