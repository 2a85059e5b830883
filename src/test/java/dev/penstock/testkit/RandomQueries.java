package dev.penstock.testkit;

import dev.penstock.call.Scope;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.Compare;
import dev.penstock.record.LogFilter.FlagField;
import dev.penstock.record.LogFilter.Match;
import dev.penstock.record.LogFilter.NumberField;
import dev.penstock.record.LogFilter.TextField;
import dev.penstock.record.LogOrder;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Queries over {@link VariedRows}. The same seed gives the same queries. */
public final class RandomQueries {
    private static final String[] WORDS = {
        "openai",
        "gpt-5",
        "sonnet",
        "SEARCH",
        "Search",
        "u1",
        "text-generation",
        "application/json",
        "WHOLE",
        "HIT",
        "COALESCED",
        "BROKEN",
        "timed_out",
        "tok_1",
        "spare",
        "STORED",
        "native",
        "compat",
        "curl/8.5",
        "BLOCK",
        "user",
        "team",
        "pay3",
        "true",
        "Evt-1",
        "0",
        "7",
        "",
        "Größe",
        "%",
        "_"
    };
    private static final String[] NAMES = {"user", "team", "trial", "request", "none"};

    private final Random random;

    public RandomQueries(long seed) {
        random = new Random(seed);
    }

    public LogQuery query(Scope scope, long start, int most) {
        LogScope whose = random.nextInt(8) == 0
                ? new LogScope.Account(scope.account())
                : random.nextInt(8) == 0 ? new LogScope.Everything() : new LogScope.Gateway(scope);
        LogQuery query = LogQuery.of(whose).by(order());
        for (int filters = random.nextInt(3); filters >= 0; filters--) {
            query = random.nextInt(6) == 0 ? query : query.where(filter(start));
        }
        if (random.nextInt(5) == 0) {
            query = query.since(start + random.nextInt(100_000)).until(start + 100_000L + random.nextInt(200_000_000));
        }
        int rows = 1 + random.nextInt(50);
        query = query.page(1 + random.nextInt(random.nextBoolean() ? 3 : Math.max(1, most / rows)), rows);
        return random.nextBoolean() ? query.withExtent() : query;
    }

    public LogOrder order() {
        LogOrder.By[] all = LogOrder.By.values();
        return random.nextInt(3) == 0
                ? LogOrder.NEWEST_FIRST
                : new LogOrder(all[random.nextInt(all.length)], random.nextBoolean());
    }

    public LogFilter filter(long start) {
        return switch (random.nextInt(6)) {
            case 0 ->
                new LogFilter.ByNumber(
                        pick(NumberField.values()), pick(Compare.values()), List.of(number(start), number(start)));
            case 1 -> new LogFilter.ByFlag(pick(FlagField.values()), random.nextBoolean());
            case 2 -> new LogFilter.ByMetadata(pick(NAMES), pick(Match.values()), words());
            case 3 ->
                new LogFilter.Search(random.nextBoolean() ? pick(WORDS) : Integer.toHexString(random.nextInt(256)));
            default -> new LogFilter.ByText(pick(TextField.values()), pick(Match.values()), words());
        };
    }

    private long number(long start) {
        return switch (random.nextInt(6)) {
            case 0 -> start + random.nextInt(1_000_000);
            case 1 -> random.nextInt(3) - 1;
            case 2 -> 200 + random.nextInt(300);
            case 3 -> random.nextInt(50) * 1_000_000L;
            case 4 -> random.nextInt(20_000_000);
            default -> random.nextInt(4_000);
        };
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (int count = random.nextInt(3); count >= 0; count--) {
            words.add(pick(WORDS));
        }
        return words;
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
