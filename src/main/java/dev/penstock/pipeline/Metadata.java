package dev.penstock.pipeline;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * cf-aig-metadata: a flat JSON object of strings, numbers and booleans. At most five entries are kept, in their order;
 * names that begin with "cf." are reserved and removed; one nested or null value empties the whole, as at Cloudflare.
 */
final class Metadata {
    private static final int MOST = 5;

    private Metadata() {}

    static Optional<String> read(String header) {
        try {
            RawValue value = RawValue.parse(header.getBytes(StandardCharsets.UTF_8));
            return value.isObject() ? kept(value.members()) : Optional.empty();
        } catch (JsonMalformed e) {
            // Cloudflare answers such calls too: metadata is a note, not a condition.
            return Optional.empty();
        }
    }

    private static Optional<String> kept(Map<String, RawValue> members) {
        StringJoiner json = new StringJoiner(",", "{", "}");
        int kept = 0;
        for (Map.Entry<String, RawValue> member : members.entrySet()) {
            String written = member.getValue().written();
            if (written.startsWith("{") || written.startsWith("[") || written.equals("null")) {
                return Optional.empty();
            }
            if (kept < MOST && !member.getKey().startsWith("cf.")) {
                kept++;
                json.add(quoted(member.getKey()) + ":" + written);
            }
        }
        return Optional.of(json.toString());
    }

    private static String quoted(String name) {
        StringBuilder out = new StringBuilder(name.length() + 2).append('"');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
