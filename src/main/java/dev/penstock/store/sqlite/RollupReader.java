package dev.penstock.store.sqlite;

import dev.penstock.record.Analytics;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Answers from the sums in the folder a {@link SqliteStore} fills, at the same time or later. */
public final class RollupReader implements Analytics {
    private final Path folder;

    public RollupReader(Path folder) {
        this.folder = folder;
    }

    @Override
    public RollupAnswer ask(RollupQuery query) throws IOException {
        RollupGroups groups = new RollupGroups(query);
        RollupRows rows = new RollupRows(query, groups);
        long first = Days.of(query.since());
        long last = Days.of(query.until() - 1);
        for (Map.Entry<Long, Path> day :
                Days.in(folder).subMap(first, true, last, true).entrySet()) {
            Reading.in(day.getValue(), connection -> {
                rows.read(connection, day.getKey());
                return true;
            });
        }
        return groups.answer();
    }
}
