package dev.penstock.pipeline;

import dev.penstock.cache.CacheCredential;
import dev.penstock.call.Credential;
import dev.penstock.call.Origin;
import dev.penstock.pipeline.Snapshot.Seat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One of the equals of a target: a key of its provider at an address of its provider. Its request is made when it is tried. */
final class Candidate {
    private static final int PREFIX = 16;

    private final Supplier<Step> making;
    private final KeyChoice key;
    private final Seat seat;
    private final Origin origin;
    private final int weight;
    private @Nullable Step step;

    Candidate(Supplier<Step> making, KeyChoice key, Seat seat, Origin origin, int weight) {
        this.making = making;
        this.key = key;
        this.seat = seat;
        this.origin = origin;
        this.weight = weight;
    }

    /** The one that is there already. */
    static Candidate of(Step step, int weight) {
        return new Candidate(() -> step, step.key(), step.seat(), step.route().origin(), weight);
    }

    /** The request, ready to be sent; the same one each time. */
    Step step() {
        Step made = step;
        if (made == null) {
            made = making.get();
            step = made;
        }
        return made;
    }

    /** What people read in a trace; never with anything of a key. */
    String name() {
        return switch (key) {
            case KeyChoice.Brought brought -> "the caller's key, " + address();
            case KeyChoice.Nothing nothing -> "no key, " + address();
            case KeyChoice.Kept kept ->
                (kept.credential() == Credential.STORED ? "key " + kept.key().alias() : "managed key") + ", "
                        + address();
        };
    }

    /** Names the credential for as long as it is the same one: "key:{alias}", "managed", "caller:{hash}", or "". */
    String credential() {
        return switch (key) {
            case KeyChoice.Brought brought -> "caller:" + hash(CacheUse.credential(step()));
            case KeyChoice.Nothing nothing -> "";
            case KeyChoice.Kept kept ->
                kept.credential() == Credential.STORED ? "key:" + kept.key().alias() : "managed";
        };
    }

    KeyChoice key() {
        return key;
    }

    Origin origin() {
        return origin;
    }

    int weight() {
        return weight;
    }

    private String address() {
        String url = seat.addresses().isEmpty() ? origin.toString() : seat.baseUrl();
        return url.substring(url.indexOf("://") + 3);
    }

    /** The beginning of a SHA-256: enough to tell a caller's keys apart, too little to tell what they are. */
    private static String hash(String credential) {
        String hash = credential.substring(credential.indexOf(':') + 1);
        return hash.equals(CacheCredential.NONE) ? hash : hash.substring(0, PREFIX);
    }

    @Override
    public String toString() {
        return "Candidate[" + name() + "]";
    }
}
