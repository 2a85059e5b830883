package dev.penstock.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** Price files as src/build/prices.mjs writes them, of a few lines. */
public final class PriceFiles {
    /** Begins the list of a provider. */
    public static final String OPENAI = "{\"provider\":\"openai\",\"name\":\"OpenAI\",\"slugs\":\"openai\","
            + "\"tier:flex\":\"1/2\",\"tier:priority\":\"5/3\"}";

    private PriceFiles() {}

    public static byte[] of(String version, String date, String... lines) {
        String body = String.join(",\n", lines) + "\n]\n";
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        String header = "{\"format\":1,\"version\":\"" + version + "\",\"date\":\"" + date + "\",\"lines\":"
                + lines.length + ",\"crc32\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}";
        return ("[\n" + header + ",\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /** One provider with one model, whose prices are so many dollars per million tokens. */
    public static byte[] openai(String version, String date, String model, long in, long out) {
        return of(version, date, OPENAI, model(model, in, out));
    }

    public static String model(String name, long in, long out) {
        return "{\"model\":\"" + name + "\",\"in\":" + in * 1_000_000_000 + ",\"out\":" + out * 1_000_000_000 + "}";
    }

    /** Lines of several providers and models. */
    public static byte[] of(String version, String date, List<String> lines) {
        return of(version, date, lines.toArray(String[]::new));
    }
}
