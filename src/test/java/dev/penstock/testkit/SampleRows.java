package dev.penstock.testkit;

import dev.penstock.call.Credential;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Outcome;
import dev.penstock.call.Scope;
import dev.penstock.call.Settlement;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as a gateway would log them, and rows as nobody would wish them. */
public final class SampleRows {
    /** 2026-11-22T12:00:00Z. */
    public static final long NOON = 1_795_348_800_000L;

    public static final Scope SCOPE = new Scope("acme", "main");

    private SampleRows() {}

    /** The same number gives the same row. */
    public static CallRow row(int number) {
        return row(id(number), SCOPE, NOON + number / 10, "gpt-5-mini", "{\"team\":\"search\"}", null);
    }

    public static CallRow row(String id, Scope scope, long createdAt, String model, String metadata) {
        return row(id, scope, createdAt, model, metadata, null);
    }

    public static CallRow withBodies(int number, int size) {
        byte[] request =
                body("{\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"", number, size);
        byte[] response = body("{\"id\":\"chatcmpl\",\"choices\":[{\"message\":{\"content\":\"", number * 31, size);
        return row(
                id(number),
                SCOPE,
                NOON + number / 10,
                "gpt-5-mini",
                "{\"team\":\"search\"}",
                new CallRow.Bodies(request, true, response, number % 2 == 0));
    }

    /** A UUID of version 7 made at noon. */
    public static String id(int number) {
        String time = Long.toHexString(0x1_0000_0000_0000L | NOON).substring(1);
        String rest =
                Long.toHexString(0x1_0000_0000_0000L | number * 0x9E37_79B9L).substring(1);
        return time.substring(0, 8) + "-" + time.substring(8) + "-7" + rest.substring(0, 3) + "-8"
                + rest.substring(3, 6) + "-" + rest;
    }

    private static byte[] body(String start, int seed, int size) {
        StringBuilder text = new StringBuilder(size + 16).append(start);
        String[] words = {"the ", "penstock ", "carries ", "water ", "to ", "turbine ", "under ", "pressure "};
        long state = seed;
        while (text.length() < size) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            text.append(words[(int) (state >>> 61)])
                    .append((state >>> 40) & 0xFF)
                    .append(' ');
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.ISO_8859_1), size);
    }

    public static CallRow row(
            String id,
            Scope scope,
            long createdAt,
            String model,
            @Nullable String metadata,
            CallRow.@Nullable Bodies bodies) {
        Usage usage = new Usage(
                812L, 200L, null, null, 164L, 40L, null, null, null, null, null, Map.of(), new NanoUsd(5_310_000));
        AttemptRow attempt = new AttemptRow(
                0,
                0,
                "openai",
                model,
                "https://api.openai.com:443",
                200,
                null,
                null,
                310,
                811_000,
                402_000L,
                usage,
                UsageSource.REPORTED,
                531_000L,
                "2026-11-20",
                "req_0123456789abcdef",
                "default",
                6_000_000L,
                null,
                Settlement.SETTLED,
                List.of());
        return new CallRow(
                id,
                id,
                id,
                scope,
                createdAt,
                812_345,
                403_210L,
                "native",
                "POST",
                "/v1/chat/completions",
                "openai",
                model,
                0,
                200,
                Outcome.WHOLE,
                null,
                true,
                null,
                "application/json",
                "text/event-stream",
                1_024,
                1_024,
                usage,
                UsageSource.REPORTED,
                531_000L,
                null,
                false,
                "2026-11-20",
                metadata,
                "openai-python/2.8.1",
                "tok_main",
                null,
                Credential.REQUEST,
                "text-generation",
                null,
                null,
                null,
                true,
                "{\"content-type\":\"application/json\",\"user-agent\":\"openai-python/2.8.1\"}",
                "{\"content-type\":\"text/event-stream\",\"x-request-id\":\"req_0123456789abcdef\"}",
                17,
                List.of(attempt),
                bodies,
                List.of());
    }
}
