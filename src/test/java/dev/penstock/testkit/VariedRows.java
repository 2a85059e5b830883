package dev.penstock.testkit;

import dev.penstock.call.Credential;
import dev.penstock.call.Decision;
import dev.penstock.call.Outcome;
import dev.penstock.call.Scope;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows of many kinds, as a busy gateway has them. The same seed gives the same rows. */
public final class VariedRows {
    private static final Credential[] CREDENTIALS = Credential.values();
    private static final String[] PROVIDERS = {"openai", "anthropic", "google-ai-studio", "workers-ai", "aws-bedrock"};
    private static final String[] MODELS = {
        "gpt-5-mini", "gpt-5", "claude-sonnet-4", "claude-sonnet-4.5", "gemini-3-pro", "@cf/meta/llama-4", "", "Größe"
    };
    private static final @Nullable String[] AGENTS = {"openai-python/2.8.1", "curl/8.5", "anthropic-js/1.2", null};
    private static final @Nullable String[] TYPES = {"application/json", "text/event-stream", null};
    private static final int[] STATUSES = {200, 200, 200, 200, 200, 200, 201, 400, 429, 500, 502};

    private static final Decision.Kind[] KINDS = Decision.Kind.values();

    private final Random random;

    public VariedRows(long seed) {
        random = new Random(seed);
    }

    /** The number makes the id; ids of equal times stand in no order of time. */
    public CallRow row(Scope scope, long createdAt, int number) {
        String id = SampleRows.id(number);
        int status = STATUSES[random.nextInt(STATUSES.length)];
        String provider = pick(PROVIDERS);
        String model = pick(MODELS);
        Usage usage = usage();
        CallRow row = new CallRow(
                id,
                random.nextInt(5) == 0 ? "Evt-" + random.nextInt(500) : id,
                id,
                scope,
                createdAt,
                random.nextInt(20_000_000),
                null,
                random.nextInt(4) == 0 ? "universal" : random.nextInt(3) == 0 ? "compat" : "native",
                "POST",
                "/v1/chat/completions",
                provider,
                model,
                random.nextInt(3),
                status,
                status < 400 && random.nextInt(20) > 0 ? Outcome.WHOLE : Outcome.BROKEN,
                random.nextInt(15) == 0 ? "timed_out" : null,
                random.nextBoolean(),
                null,
                pickOrNone(TYPES),
                pickOrNone(TYPES),
                random.nextInt(10_000),
                random.nextInt(10_000),
                usage,
                UsageSource.REPORTED,
                random.nextInt(8) == 0 ? null : (long) random.nextInt(50) * 1_000_000,
                null,
                false,
                "v1",
                metadata(),
                pickOrNone(AGENTS),
                random.nextInt(4) == 0 ? null : "tok_" + random.nextInt(6),
                random.nextInt(9) == 0 ? "spare" : null,
                CREDENTIALS[random.nextInt(CREDENTIALS.length)],
                random.nextInt(7) == 0 ? null : random.nextBoolean() ? "text-generation" : "text-embeddings",
                random.nextInt(30) == 0 ? "BLOCK" : null,
                null,
                null,
                random.nextInt(25) > 0,
                "{}",
                "{}",
                random.nextInt(9),
                attempts(provider, model, usage),
                null,
                decisions(provider));
        return random.nextInt(6) == 0 ? ReusedRows.reused(row, ReusedRows.random(random), counted()) : row;
    }

    /** None of most, many of few. */
    private List<Decision> decisions(String provider) {
        int count = random.nextInt(8) > 0 ? 0 : 1 + random.nextInt(CallRow.MOST_DECISIONS);
        List<Decision> made = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String why = random.nextBoolean() ? "429, retry-after 2 s" : "";
            made.add(new Decision(random.nextInt(20_000_000), pick(KINDS), provider + "/" + pick(MODELS), why));
        }
        return made;
    }

    private List<AttemptRow> counted() {
        return random.nextBoolean() ? List.of() : List.of(AttemptRow.counting(0, 0, List.of()));
    }

    private List<AttemptRow> attempts(String provider, String model, Usage usage) {
        AttemptRow attempt = new AttemptRow(
                0,
                0,
                provider,
                model,
                "h",
                200,
                null,
                null,
                0,
                1,
                null,
                usage,
                UsageSource.REPORTED,
                1L,
                "v1",
                null,
                null,
                null,
                null,
                Settlement.SETTLED,
                List.of());
        return Collections.nCopies(random.nextInt(3), attempt);
    }

    private Usage usage() {
        Long in = random.nextInt(9) == 0 ? null : (long) random.nextInt(4_000);
        Long out = random.nextInt(9) == 0 ? null : (long) random.nextInt(900);
        return new Usage(in, null, null, null, out, null, null, null, null, null, null, Map.of(), null);
    }

    private @Nullable String metadata() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> "{}";
            case 2 -> "{\"user\":\"u" + random.nextInt(3_000) + "\",\"team\":\"Search\"}";
            case 3 -> "{\"user\":" + random.nextInt(50) + ",\"trial\":true}";
            default -> "{\"team\":\"pay" + random.nextInt(9) + "\",\"request\":\"r-" + random.nextInt() + "\"}";
        };
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }

    private @Nullable String pickOrNone(@Nullable String[] from) {
        return from[random.nextInt(from.length)];
    }
}
