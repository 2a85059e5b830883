package dev.penstock.pipeline;

import dev.penstock.call.Headers;
import java.util.Locale;
import java.util.Set;

/** A head as it is logged: fields from a list of names that never carry a credential, as "name: value" lines. */
final class LoggedHead {
    private static final Set<String> SHOWN = Set.of(
            "accept",
            "content-type",
            "content-length",
            "content-encoding",
            "user-agent",
            "anthropic-version",
            "anthropic-beta",
            "openai-beta",
            "openai-processing-ms",
            "openai-version",
            "retry-after",
            "x-request-id",
            "request-id",
            "x-amzn-requestid",
            "x-amzn-errortype",
            "x-should-retry",
            "x-stainless-lang",
            "x-stainless-package-version",
            "x-stainless-retry-count",
            "traceparent");

    private static final int LONGEST_VALUE = 512;

    private LoggedHead() {}

    static String of(Headers headers) {
        StringBuilder lines = new StringBuilder(128);
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (SHOWN.contains(lower) || lower.startsWith("x-ratelimit-") || lower.startsWith("anthropic-ratelimit-")) {
                String cut = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
                lines.append(lower).append(": ").append(cut).append('\n');
            }
        });
        return lines.toString();
    }
}
