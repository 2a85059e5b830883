package dev.penstock.meter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a price is for, under its name in the price file. Prices are per million of the unit. */
enum PriceKind {
    INPUT("in"),
    CACHE_READ("cacheRead"),
    CACHE_WRITE("cacheWrite"),
    CACHE_WRITE_1H("cacheWrite1h"),
    OUTPUT("out"),
    REASONING("reasoning"),
    INPUT_AUDIO("inAudio"),
    INPUT_IMAGE("inImage"),
    OUTPUT_AUDIO("outAudio"),
    OUTPUT_IMAGE("outImage"),
    REQUEST("request"),
    WEB_SEARCH("webSearch"),
    FILE_SEARCH("fileSearch"),
    SOCIAL_SEARCH("socialSearch"),
    CODE_EXECUTION("codeExecution"),
    // What follows is published, but no answer we read counts it apart, so nothing is priced by it.
    CACHE_READ_AUDIO("cacheReadAudio"),
    CACHE_READ_IMAGE("cacheReadImage"),
    INPUT_VIDEO("inVideo"),
    OUTPUT_VIDEO("outVideo"),
    CITATION("citation"),
    TEXT_MESSAGE("textMessage"),
    RERANK_SEARCH("rerankSearch"),
    PAGE("page"),
    ANNOTATED_PAGE("annotatedPage"),
    AUDIO_HOUR("audioHour"),
    INPUT_AUDIO_HOUR("inAudioHour");

    private static final Map<String, PriceKind> BY_KEY = byKey();

    private final String key;
    private final String line;

    PriceKind(String key) {
        this.key = key;
        this.line = name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, PriceKind> byKey() {
        Map<String, PriceKind> kinds = new HashMap<>();
        for (PriceKind kind : values()) {
            kinds.put(kind.key, kind);
        }
        return Map.copyOf(kinds);
    }

    /** As a receipt names it. */
    String line() {
        return line;
    }

    static Optional<PriceKind> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
