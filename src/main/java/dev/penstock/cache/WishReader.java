package dev.penstock.cache;

import dev.penstock.cache.CacheWish.Malformed;
import dev.penstock.cache.CacheWish.Off;
import dev.penstock.cache.CacheWish.On;
import dev.penstock.call.Caching;
import dev.penstock.call.Headers;
import dev.penstock.json.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the header fields about caching, of a step before those of the request round it, new names before old ones. */
record WishReader(Headers step, Headers outer, Caching gateway) {
    private static final String TTL = "cf-aig-cache-ttl";
    private static final String SKIP = "cf-aig-skip-cache";
    private static final String KEY = "cf-aig-cache-key";
    private static final String EXPLAIN = "cf-aig-cache-explain";
    private static final int LONGEST_KEY = 1024;
    private static final String NUMBER = "a whole number of seconds from 0 on";

    /** A field and the name it was given by. */
    private record Said(String header, String value) {
        Unread malformed(String expected) {
            return new Unread(new Malformed(header, Shown.oneLine(value), expected));
        }
    }

    /** Ends the reading; never leaves this class. */
    private static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Malformed malformed;

        Unread(Malformed malformed) {
            super(malformed.header(), null, false, false);
            this.malformed = malformed;
        }
    }

    CacheWish read() {
        try {
            boolean explains = flag(EXPLAIN);
            Optional<Said> ttl = said(TTL, "cf-cache-ttl");
            Optional<String> key = said(KEY).map(WishReader::key);
            boolean skips = flag(SKIP, "cf-skip-cache");
            return decide(ttl, ttl.map(WishReader::seconds), key, skips, explains);
        } catch (Unread unread) {
            return unread.malformed;
        }
    }

    private CacheWish decide(
            Optional<Said> said, Optional<Duration> asked, Optional<String> key, boolean skips, boolean explains) {
        boolean isOn = gateway.ttl().isPositive();
        if (asked.isPresent() && asked.get().isZero()) {
            return new Off(said.orElseThrow().header() + " is 0", explains);
        }
        if (key.isEmpty() && !isOn && !(asked.isPresent() && gateway.ttlHeaderEnables())) {
            String more = said.map(field -> ", and " + field.header() + " alone does not turn caching on")
                    .orElse("");
            return new Off("the gateway's cache_ttl is 0" + more, explains);
        }
        Duration ttl = asked.orElse(isOn ? gateway.ttl() : CacheWish.UNSAID);
        return new On(within(ttl), skips, key, explains);
    }

    private static Duration within(Duration ttl) {
        Duration most = ttl.compareTo(CacheWish.LONGEST) > 0 ? CacheWish.LONGEST : ttl;
        return most.compareTo(CacheWish.SHORTEST) < 0 ? CacheWish.SHORTEST : most;
    }

    private Optional<Said> said(String... names) {
        for (Headers headers : List.of(step, outer)) {
            for (String name : names) {
                Optional<String> value = headers.first(name);
                if (value.isPresent()) {
                    return Optional.of(new Said(name, value.get().strip()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean flag(String... names) {
        return said(names)
                .map(said -> switch (said.value.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw said.malformed("true or false");
                })
                .orElse(false);
    }

    private static Duration seconds(Said said) {
        if (said.value.isEmpty() || !said.value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw said.malformed(NUMBER);
        }
        String digits = said.value.replaceFirst("^0+(?=.)", "");
        // More digits than the longest time has: it is cut down to that anyway.
        return digits.length() > 9 ? CacheWish.LONGEST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static String key(Said said) {
        boolean visible = said.value.codePoints().noneMatch(WishReader::isHidden);
        if (said.value.isEmpty() || said.value.length() > LONGEST_KEY || !visible) {
            throw said.malformed("1 to " + LONGEST_KEY + " visible characters");
        }
        return said.value;
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
