package dev.penstock.testkit;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Looks for canaries in bytes and files: plain, base64, hex, URL-encoded, JSON-escaped, UTF-16, and halves of them. */
public final class CanaryScanner {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Pattern> patterns = new ArrayList<>();

    private CanaryScanner(List<Canary> canaries) {
        for (Canary canary : canaries) {
            forms(canary.needle()).forEach((form, bytes) -> patterns.add(new Pattern(canary.name(), form, bytes)));
        }
    }

    private record Pattern(String canary, String form, byte[] bytes) {}

    /** A canary that sang. Does not print the canary. */
    public record Finding(String canary, String form, String where, int offset) {}

    public static CanaryScanner of(Canary... canaries) {
        return new CanaryScanner(Arrays.asList(canaries));
    }

    /** What was found; the plain form and the halves of one place count apart. */
    public List<Finding> scan(String where, byte[] haystack) {
        List<Finding> findings = new ArrayList<>();
        for (Pattern pattern : patterns) {
            int offset = indexOf(haystack, pattern.bytes);
            if (offset >= 0) {
                findings.add(new Finding(pattern.canary, pattern.form, where, offset));
            }
        }
        return findings;
    }

    public List<Finding> scan(String where, String haystack) {
        return scan(where, Bytes.of(haystack));
    }

    /** Scans a file, or every file below a folder; one that vanishes meanwhile is skipped. */
    public List<Finding> scan(Path root) throws IOException {
        List<Finding> findings = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try {
                    findings.addAll(scan(root.relativize(file).toString(), Files.readAllBytes(file)));
                } catch (NoSuchFileException vanished) {
                    // What is gone leaks nothing.
                }
            }
        }
        return findings;
    }

    private static Map<String, byte[]> forms(String needle) {
        byte[] plain = Bytes.of(needle);
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("plain", plain);
        forms.put("utf-16", needle.getBytes(StandardCharsets.UTF_16LE));
        forms.put("hex", Bytes.of(HexFormat.of().formatHex(plain)));
        forms.put("HEX", Bytes.of(HexFormat.of().withUpperCase().formatHex(plain)));
        String url = URLEncoder.encode(needle, StandardCharsets.UTF_8);
        forms.put("url", Bytes.of(url));
        forms.put("url, lower case", Bytes.of(url.toLowerCase(Locale.ROOT)));
        String json = JSON.writeValueAsString(needle);
        String escaped = json.substring(1, json.length() - 1);
        forms.put("json", Bytes.of(escaped));
        forms.put("json, slashes", Bytes.of(escaped.replace("/", "\\/")));
        forms.put("json, ascii", Bytes.of(ascii(escaped)));
        forms.put("json in json", Bytes.of(escaped.replace("\\", "\\\\").replace("\"", "\\\"")));
        for (int shift = 0; shift < 3; shift++) {
            forms.put("base64+" + shift, base64(plain, shift, Base64.getEncoder()));
            forms.put("base64url+" + shift, base64(plain, shift, Base64.getUrlEncoder()));
        }
        forms.put("first half", Arrays.copyOf(plain, plain.length / 2));
        forms.put("second half", Arrays.copyOfRange(plain, plain.length / 2, plain.length));
        return forms;
    }

    /** The characters that do not depend on what stands before and after the needle. */
    private static byte[] base64(byte[] plain, int shift, Base64.Encoder encoder) {
        byte[] shifted = Bytes.join(new byte[shift], plain);
        byte[] whole = encoder.encode(Arrays.copyOf(shifted, shifted.length - shifted.length % 3));
        return Arrays.copyOfRange(whole, shift == 0 ? 0 : 4, whole.length);
    }

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        text.chars()
                .mapToObj(c -> c < 0x80 ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c))
                .forEach(ascii::append);
        return ascii.toString();
    }

    private static int indexOf(byte[] haystack, byte[] needle) {
        for (int i = 0; i <= haystack.length - needle.length; i++) {
            int at = 0;
            while (at < needle.length && haystack[i + at] == needle[at]) {
                at++;
            }
            if (at == needle.length) {
                return i;
            }
        }
        return -1;
    }
}
