package dev.penstock.meter;

import dev.penstock.call.Usage;
import java.util.HashMap;
import java.util.Map;

/** Reads "in=10 read=5 out=3" as usage; names it does not know are tools. */
final class UsageText {
    private UsageText() {}

    static Usage parse(String text) {
        Map<String, Long> counts = new HashMap<>();
        for (String word : text.split(" ", -1)) {
            int equals = word.indexOf('=');
            counts.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
        }
        return new Usage(
                counts.remove("in"),
                counts.remove("read"),
                counts.remove("write"),
                counts.remove("write1h"),
                counts.remove("out"),
                counts.remove("reasoning"),
                counts.remove("inAudio"),
                counts.remove("inImage"),
                null,
                counts.remove("outAudio"),
                counts.remove("outImage"),
                counts,
                null);
    }
}
