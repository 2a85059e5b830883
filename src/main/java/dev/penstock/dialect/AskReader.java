package dev.penstock.dialect;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Dialect;
import dev.penstock.call.Refusal;
import dev.penstock.json.PartCount;
import dev.penstock.json.TopLevelScan;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads what a request's JSON body asks, in one pass that checks all of it. What is read here is what the provider will
 * read: a body that two readers could read differently is refused with 400, naming the member but never its value.
 * <ul>
 * <li>Refused: no JSON, no strict UTF-8, a byte order mark, deeper than 1000; a member we decide on that comes twice or in
 *     other letter case; a model that is no string, a stream or include_usage that is no boolean, null excepted.
 * <li>Passed on as not said: null; a token maximum of another type, which leaves the call without a maximum and so can
 *     only make us reserve more; stream_options of another type, which no provider takes.
 * <li>The provider's to judge: everything else, stream_options without a stream included.
 * </ul>
 */
public final class AskReader {
    /** The gateway's number for a request that cannot be carried as it is. */
    private static final int INVALID = 7001;

    /** Immutable. */
    private static final Map<Dialect, AskedKeys> KEYS = keys();

    private AskReader() {}

    /**
     * Reads {@code body[from, to)}; no bytes at all ask nothing. The offset of the splice is an index into the array.
     *
     * @throws CallRefused 400, see above
     */
    public static Asked read(Dialect dialect, byte[] body, int from, int to) {
        if (dialect == Dialect.OPAQUE || from == to) {
            return Asked.NOTHING;
        }
        PartCount parts = new PartCount(body);
        Asking asking = new Asking(KEYS.getOrDefault(dialect, AskedKeys.of(dialect)), parts);
        TopLevelScan.of(body, from, to, asking, parts).ifPresent(flaw -> {
            throw refused("The request body cannot be read: at byte " + flaw.at() + ", " + flaw.reason()
                    + "; send one JSON value in UTF-8");
        });
        return asking.asked();
    }

    static CallRefused refused(String message) {
        return Refusal.of(400, INVALID, message).thrown();
    }

    private static Map<Dialect, AskedKeys> keys() {
        Map<Dialect, AskedKeys> keys = new EnumMap<>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            keys.put(dialect, AskedKeys.of(dialect));
        }
        return Map.copyOf(keys);
    }
}
