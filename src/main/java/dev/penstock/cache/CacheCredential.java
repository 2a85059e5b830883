package dev.penstock.cache;

import dev.penstock.call.Headers;
import dev.penstock.call.StoredKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Says whose key a provider is shown, without the key: who shows another one may be given another answer. */
public final class CacheCredential {
    public static final String NONE = "none";

    private CacheCredential() {}

    /** Of what a request brought: name and value of each place a provider takes keys in, query parameters too. */
    public static String brought(Headers slots) {
        if (slots.size() == 0) {
            return NONE;
        }
        List<String> parts = new ArrayList<>();
        slots.forEach((name, value) -> parts.add(name.toLowerCase(Locale.ROOT) + '\0' + value));
        parts.sort(null);
        KeyParts digest = new KeyParts("penstock-credential-1");
        parts.forEach(part -> digest.add('c', part));
        return "brought:" + HexFormat.of().formatHex(digest.digest());
    }

    /** Of a key the account keeps here; another version of it is another key. */
    public static String stored(StoredKey key) {
        return "stored:" + key.alias() + ":" + key.id() + ":" + key.version();
    }

    /** Of the operator's own key. */
    public static String managed(StoredKey key) {
        return "managed:" + key.id() + ":" + key.version();
    }
}
