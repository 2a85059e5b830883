package dev.penstock.bench;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.LoadTarget;
import dev.penstock.testkit.OpenLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Loads in processes of their own. */
final class Loads {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ");
    private static final Pattern FAILED = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");
    private static final Pattern SOCKET_ERRORS =
            Pattern.compile("connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");

    private Loads() {}

    /** As many calls as 64 connections bring; how many were answered. */
    static long saturate(LoadTarget target, int seconds) {
        ProcessBuilder wrk = new ProcessBuilder(
                "wrk",
                "-t1",
                "-c64",
                "-d" + seconds + "s",
                "--timeout",
                "10s",
                "-s",
                "src/bench/chat.lua",
                "http://127.0.0.1:" + target.port() + target.path());
        wrk.environment().put("BENCH_BODY", Bytes.text(target.chat(0, 0).body()));
        wrk.environment().put("BENCH_TOKEN", target.token().orElse(""));
        String output = output(wrk);
        if (number(FAILED, output) > 0 || SOCKET_ERRORS.matcher(output).find()) {
            throw new IllegalStateException("Not every call was answered well:\n" + output);
        }
        return number(REQUESTS, output);
    }

    static JsonNode rate(LoadTarget target, int rate, int seconds) {
        return openLoop("json", target, rate, seconds);
    }

    static JsonNode streams(LoadTarget target, int streams, int rate, int events, long intervalMillis, long total) {
        return openLoop("sse", target, streams, rate, events, intervalMillis, total);
    }

    private static JsonNode openLoop(String kind, LoadTarget target, long... numbers) {
        List<String> command = new ArrayList<>(List.of(
                Stand.java(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                OpenLoop.class.getName(),
                kind,
                String.valueOf(target.port()),
                target.path(),
                target.token().orElse("-")));
        for (long number : numbers) {
            command.add(String.valueOf(number));
        }
        String output = output(new ProcessBuilder(command));
        return JSON.readTree(output.lines().toList().getLast());
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String output(ProcessBuilder builder) {
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String output = Bytes.text(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(builder.command().getFirst() + " failed:\n" + output);
            }
            return output;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stop);
        }
    }
}
