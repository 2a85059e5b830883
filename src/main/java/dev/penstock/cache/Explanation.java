package dev.penstock.cache;

import dev.penstock.json.JsonText;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a call was or was not answered from the cache. Of what was asked it names the parts; it never says their values.
 *
 * @param reason in words
 * @param key empty where the call has none
 * @param parts of this call's key
 */
public record Explanation(
        Outcome outcome, String reason, Optional<CacheKey> key, List<Part> parts, Optional<Nearest> nearest) {
    private static final int LONGEST_HEADER = 2048;
    private static final int LONGEST_REASON = 256;
    private static final int MILLIS = 1000;

    public Explanation {
        parts = List.copyOf(parts);
    }

    /** What became of the call. */
    public enum Outcome {
        HIT,
        STALE,
        MISS,
        /** It joined an identical call that was under way. */
        JOINED,
        OFF,
        SKIPPED
    }

    /** @param hash the first 32 bits of it, in hexadecimal digits */
    public record Part(String name, String hash) {}

    /**
     * The kept answer whose call has most in common with this one.
     *
     * @param expiresSeconds until it is no longer fresh; negative is since then
     * @param differs the path of the first part that differs; empty where none does
     * @param equal how many parts are the same
     * @param parts how many parts this call has
     */
    public record Nearest(
            CacheKey key, long ageSeconds, long expiresSeconds, Optional<String> differs, int equal, int parts) {}

    /** Without a key. */
    public static Explanation of(Outcome outcome, String reason) {
        return new Explanation(outcome, reason, Optional.empty(), List.of(), Optional.empty());
    }

    public static Explanation of(Outcome outcome, String reason, AskedKey asked, Optional<Nearest> nearest) {
        return new Explanation(outcome, reason, Optional.of(asked.key()), parts(asked.fingerprint()), nearest);
    }

    /** The named parts of a fingerprint. */
    public static List<Part> parts(byte[] fingerprint) {
        return Fingerprint.read(fingerprint).parts().entrySet().stream()
                .map(part -> new Part(
                        part.getKey(),
                        HexFormat.of().toHexDigits(part.getValue().hash()).substring(0, 8)))
                .toList();
    }

    /**
     * Finds the kept answer that has most in common with a call, of equal ones the first in the list.
     *
     * @param acrossCredentials whether answers count that were brought with another provider key
     * @param now epoch milliseconds
     */
    public static Optional<Nearest> nearest(byte[] mine, List<StoredPrint> kept, boolean acrossCredentials, long now) {
        Fingerprint call = Fingerprint.read(mine);
        Optional<Nearest> nearest = Optional.empty();
        for (StoredPrint print : kept) {
            Fingerprint other = Fingerprint.read(print.fingerprint());
            int equal = call.equal(other);
            boolean counts = acrossCredentials || call.hasCredentialOf(other);
            if (counts && equal > nearest.map(Nearest::equal).orElse(-1)) {
                nearest = Optional.of(new Nearest(
                        print.key(),
                        Math.floorDiv(now - print.storedAt(), MILLIS),
                        Math.floorDiv(print.expiresAt() - now, MILLIS),
                        call.difference(other),
                        equal,
                        call.size()));
            }
        }
        return nearest;
    }

    /** For a header field of an answer: one line of ASCII of at most 2 KB, of many parts the first ones. */
    public String header() {
        String why = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        for (int most = parts.size(); most > 0; most /= 2) {
            String text = ascii(json(why, parts.subList(0, most), false).text());
            if (text.length() <= LONGEST_HEADER) {
                return text;
            }
        }
        return ascii(json(why, List.of(), false).text());
    }

    /** All of it. */
    public JsonText json() {
        return json(reason, parts, true);
    }

    private JsonText json(String why, List<Part> shown, boolean full) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        fields.put("reason", why);
        key.ifPresent(known -> {
            fields.put("key", known.toString());
            fields.put("parts", shown.stream().map(Explanation::part).toList());
        });
        if (shown.size() < parts.size()) {
            fields.put("more_parts", parts.size() - shown.size());
        }
        nearest.ifPresent(near -> fields.put("nearest", near(near, full)));
        return JsonText.of(fields);
    }

    private static JsonText part(Part part) {
        return JsonText.object("name", part.name, "hash", part.hash);
    }

    private static JsonText near(Nearest near, boolean full) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (full) {
            fields.put("key", near.key.toString());
        }
        fields.put("age", near.ageSeconds);
        fields.put("expires_in", near.expiresSeconds);
        near.differs.ifPresent(path -> fields.put("differs", path));
        fields.put("equal", near.equal);
        fields.put("parts", near.parts);
        return JsonText.of(fields);
    }

    /** JSON lets every other character be written by its number. */
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c >= ' ' && c < 0x7F) {
                text.append((char) c);
            } else {
                text.append("\\u").append(HexFormat.of().toHexDigits((char) c));
            }
        });
        return text.toString();
    }
}
