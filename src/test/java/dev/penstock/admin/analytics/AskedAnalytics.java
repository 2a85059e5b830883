package dev.penstock.admin.analytics;

import dev.penstock.record.Analytics;
import dev.penstock.record.Measure;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupGroup;
import dev.penstock.record.RollupQuery;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was asked, and answers with the groups it was given. */
final class AskedAnalytics implements Analytics {
    final List<RollupQuery> asked = new ArrayList<>();
    private final List<RollupGroup> groups;

    AskedAnalytics(RollupGroup... groups) {
        this.groups = List.of(groups);
    }

    @Override
    public RollupAnswer ask(RollupQuery query) {
        asked.add(query);
        Measures total = new Measures();
        groups.forEach(group -> total.add(group.measures()));
        return new RollupAnswer.Groups(groups, groups.size(), total);
    }

    /** A group with this many requests, of which two were cached, and some cost and time. */
    static RollupGroup group(long start, long requests, String... names) {
        Measures measures = new Measures();
        measures.add(Measure.REQUESTS, requests);
        measures.add(Measure.CACHED, 2);
        measures.add(Measure.COST, 1_234_567_890);
        measures.add(Measure.TOKENS_FRESH, 100);
        measures.add(Measure.TOKENS_CACHE_READ, 50);
        measures.add(Measure.CACHED_TOKENS_IN, 30);
        measures.add(Measure.TOKENS_OUT, 9);
        measures.add(Measure.CACHED_TOKENS_OUT, 4);
        measures.add(Measure.CACHED_COST, 500_000_000);
        measures.add(Measure.SAVED_COST, 750_000_000);
        measures.add(Measure.SAVED_MICROS, 1_500);
        measures.add(Measure.COALESCED, 1);
        measures.add(Measure.DURATION_MICROS, 3_000);
        measures.duration().add(1_000, 1);
        measures.duration().add(2_000, 1);
        return new RollupGroup(start, List.of(names), measures);
    }
}
