package dev.penstock.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** When each token was last good for something, to the minute. In memory only: a restart forgets. */
public final class LastUse {
    private static final long COARSE = 60;

    /** One entry a token that exists; epoch seconds, 0 for not yet. */
    private final Map<String, AtomicLong> seconds = new ConcurrentHashMap<>();

    /** The place where the uses of this token are noted. */
    AtomicLong of(String id) {
        return seconds.computeIfAbsent(id, ignored -> new AtomicLong());
    }

    /** Written once a minute and token, so that loops do not fight for it. */
    static void note(AtomicLong place, Instant now) {
        long second = now.getEpochSecond();
        if (second - place.get() >= COARSE) {
            place.set(second);
        }
    }

    /** Notes a use. */
    public void note(String id, Instant now) {
        note(of(id), now);
    }

    public Optional<Instant> at(String id) {
        AtomicLong place = seconds.get(id);
        return place == null || place.get() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(place.get()));
    }

    /** Forgets tokens that are gone. */
    public void keepOnly(Set<String> ids) {
        seconds.keySet().retainAll(ids);
    }
}
