package dev.penstock.store.sqlite;

import dev.penstock.call.Credential;
import dev.penstock.call.Outcome;
import dev.penstock.call.Reuse;
import dev.penstock.call.Scope;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.ReusedRows;
import dev.penstock.testkit.SampleRows;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Calls of every kind. The same number always gives the same call, and the same better-known one. */
final class GeneratedCalls {
    private static final List<String> PROVIDERS = List.of("openai", "anthropic", "google-ai-studio", "");
    private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 200, 429, 500, 401, 0);

    private static final List<Reuse.Kind> KINDS = List.of(Reuse.Kind.values());
    private static final AttemptRow COUNTING = AttemptRow.counting(0, 0, List.of());

    private final int calls;
    private final int accounts;
    private final long from;
    private final long length;
    private final int users;

    /**
     * Makes calls that follow each other through a range of time, but for a few that are late or early.
     *
     * @param calls how many there are in the range
     * @param from the first millisecond of the range
     * @param users how many values the metadata key of that name has
     */
    GeneratedCalls(int calls, int accounts, long from, long length, int users) {
        this.calls = calls;
        this.accounts = accounts;
        this.from = from;
        this.length = length;
        this.users = users;
    }

    /** As it is first told: some without a word of usage. */
    CallRow first(int number) {
        return call(number, false);
    }

    /** As it is told in the end; the same for most. */
    CallRow last(int number) {
        return call(number, true);
    }

    boolean isTwice(int number) {
        return number % 7 == 3;
    }

    private CallRow call(int number, boolean better) {
        SplittableRandom random = new SplittableRandom(number);
        boolean known = !isTwice(number) || better;
        Scope scope = new Scope("account-" + random.nextInt(accounts), "gateway-" + random.nextInt(3));
        long jitter = random.nextInt(100) == 0 ? random.nextLong(length) : random.nextLong(90_000);
        long createdAt = from + Math.floorMod(length * number / calls + jitter, length);
        int provider = random.nextInt(PROVIDERS.size());
        String model = "model-" + provider + "-" + random.nextInt(3);
        int status = STATUSES.get(random.nextInt(STATUSES.size()));
        boolean reused = random.nextInt(5) == 0;
        Outcome outcome = random.nextInt(10) == 0 ? Outcome.CLIENT_CLOSED : Outcome.WHOLE;
        Usage usage = usage(random);
        Long cost = random.nextInt(6) == 0 ? null : (Long) random.nextLong(10_000_000);
        Long providerCost = random.nextInt(20) == 0 ? (Long) random.nextLong(20_000_000) : null;
        long duration = (long) Math.exp(5 + 11 * random.nextDouble());
        Long firstByte = random.nextInt(9) == 0 ? null : (Long) (duration / (1 + random.nextInt(8)));
        List<AttemptRow> attempts = Collections.nCopies(random.nextInt(4), attempt());
        CallRow call = new CallRow(
                SampleRows.id(number),
                SampleRows.id(number),
                SampleRows.id(number),
                scope,
                createdAt,
                duration,
                firstByte,
                "native",
                "POST",
                "/v1/chat/completions",
                PROVIDERS.get(provider),
                model,
                0,
                known ? status : 200,
                known ? outcome : Outcome.WHOLE,
                random.nextInt(30) == 0 ? "timed_out" : null,
                true,
                null,
                "application/json",
                null,
                100,
                200,
                known ? usage : Usage.NONE,
                !known ? UsageSource.NONE : isTwice(number) ? UsageSource.ESTIMATED : UsageSource.REPORTED,
                known ? cost : null,
                known ? providerCost : null,
                false,
                null,
                metadata(random),
                "agent",
                null,
                null,
                Credential.REQUEST,
                null,
                null,
                null,
                null,
                true,
                "",
                "",
                1,
                attempts,
                null,
                List.of());
        CallRow told = reused ? ReusedRows.reused(call, reuse(random), List.of(COUNTING)) : call;
        return random.nextInt(10) == 0 ? told.bare() : told;
    }

    private static Reuse reuse(SplittableRandom random) {
        Reuse.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        Long nano = random.nextInt(5) == 0 ? null : (Long) random.nextLong(9_000_000);
        return new Reuse(kind, "log-1", nano, random.nextLong(9_000_000), random.nextLong(5_000), random.nextLong(500));
    }

    private static Usage usage(SplittableRandom random) {
        return new Usage(
                count(random),
                count(random),
                count(random),
                count(random),
                count(random),
                count(random),
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                null);
    }

    private static @Nullable Long count(SplittableRandom random) {
        return random.nextInt(4) == 0 ? null : (Long) random.nextLong(5_000);
    }

    private @Nullable String metadata(SplittableRandom random) {
        int user = random.nextInt(users);
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> "{\"team\":\"team-" + user % 7 + "\"}";
            case 2 -> "{\"team\":\"team-" + user % 7 + "\",\"user\":" + user + "}";
            default -> "{\"user\":" + user + ",\"beta\":true,\"region\":\"é\\\"\"}";
        };
    }

    private static AttemptRow attempt() {
        return new AttemptRow(
                0,
                0,
                "openai",
                "m",
                "https://h",
                200,
                null,
                null,
                0,
                1,
                1L,
                Usage.NONE,
                UsageSource.NONE,
                null,
                null,
                null,
                null,
                null,
                null,
                Settlement.SETTLED,
                List.of());
    }
}
