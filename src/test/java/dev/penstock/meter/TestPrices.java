package dev.penstock.meter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A price book of a test's own, so that what it expects does not change with the bundled file. */
public final class TestPrices {
    private static final String CHECKSUM = "checksum";

    private TestPrices() {}

    /**
     * One provider of the book.
     *
     * @param reports whether the cost it reports is the truth
     * @param models what {@link #model} made
     */
    public record Seller(String slug, boolean reports, List<String> models) {
        public Seller {
            models = List.copyOf(models);
        }
    }

    /** A model's line: {@code in=2 in>200000=4 out=10 tier:batch=1/2}, in US dollars per million. */
    public static String model(String name, String prices) {
        StringBuilder line = new StringBuilder("{\"model\":\"" + name + "\"");
        for (String price : prices.split(" ", -1)) {
            String[] parts = price.split("=", 2);
            boolean isFactor = parts[0].startsWith("tier:");
            line.append(",\"")
                    .append(parts[0])
                    .append("\":")
                    .append(isFactor ? "\"" + parts[1] + "\"" : nano(parts[1]));
        }
        return line.append('}').toString();
    }

    public static PriceBook book(List<Seller> sellers) {
        List<String> lines = new ArrayList<>();
        for (Seller seller : sellers) {
            String reports = seller.reports ? ",\"reported\":true" : "";
            lines.add("{\"provider\":\"" + seller.slug + "\",\"slugs\":\"" + seller.slug
                    + "\",\"vendors\":\"openai google\"" + reports + "}");
            lines.addAll(seller.models);
        }
        String header = "[\n{\"format\":1,\"version\":\"test\",\"lines\":" + lines.size() + ",\"crc32\":\"" + CHECKSUM
                + "\"},\n";
        String text = header + String.join(",\n", lines) + "\n]\n";
        String summed = text.replace(CHECKSUM, PriceFile.checksum(text));
        return PriceBook.read("of the test", summed.getBytes(StandardCharsets.UTF_8));
    }

    private static String nano(String dollars) {
        return new BigDecimal(dollars).movePointRight(9).toBigIntegerExact().toString();
    }
}
