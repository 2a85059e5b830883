package dev.penstock.store.sqlite;

import dev.penstock.record.Granularity;
import java.util.ArrayList;
import java.util.List;

/** Which stored spans answer for a range of one day: the longest that fit, so that little is read. */
record RollupPlan(List<Part> parts) {
    /** The spans of one level that begin between two minutes. */
    record Part(RollupLevel level, long from, long to) {}

    /**
     * Plans one day.
     *
     * @param from the first minute wanted
     * @param to the first that is not; both within one day
     * @param hours the minute before which hours are summed up, negative where nothing is
     * @param daySummed whether the day is
     */
    static RollupPlan of(Granularity granularity, long from, long to, long hours, boolean daySummed) {
        long day = RollupLevel.DAY.startOf(from);
        int step = granularity == Granularity.ALL ? RollupLevel.DAY.minutes() : granularity.minutes();
        if (daySummed && step >= RollupLevel.DAY.minutes() && from == day && to == day + RollupLevel.DAY.minutes()) {
            return new RollupPlan(List.of(new Part(RollupLevel.DAY, from, to)));
        }
        long firstHour = RollupLevel.HOUR.startOf(from + RollupLevel.HOUR.minutes() - 1);
        long lastHour = RollupLevel.HOUR.startOf(Math.min(to, hours));
        if (step < RollupLevel.HOUR.minutes() || lastHour <= firstHour) {
            return new RollupPlan(List.of(new Part(RollupLevel.MINUTE, from, to)));
        }
        List<Part> parts = new ArrayList<>();
        add(parts, new Part(RollupLevel.MINUTE, from, firstHour));
        add(parts, new Part(RollupLevel.HOUR, firstHour, lastHour));
        add(parts, new Part(RollupLevel.MINUTE, lastHour, to));
        return new RollupPlan(parts);
    }

    private static void add(List<Part> parts, Part part) {
        if (part.from < part.to) {
            parts.add(part);
        }
    }
}
