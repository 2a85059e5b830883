package dev.penstock.testkit;

import java.util.Optional;

/** Where load goes: a port of loopback, a path, and a gateway token where one is wanted. */
public record LoadTarget(int port, String path, Optional<String> token) {
    public static LoadTarget direct(int port) {
        return new LoadTarget(port, "/v1/chat/completions", Optional.empty());
    }

    public LoadTarget path(String other) {
        return new LoadTarget(port, other, token);
    }

    public LoadTarget token(String value) {
        return new LoadTarget(port, path, Optional.of(value));
    }

    /** A chat call of about 0.5 KB, or one that asks a bench upstream for a stream. */
    public RawRequest chat(int events, long intervalMillis) {
        String prompt = events == 0 ? "x".repeat(380) : "events=" + events + " interval=" + intervalMillis + " .";
        String body = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
                .formatted(prompt, events == 0 ? "" : ",\"stream\":true");
        RawRequest request = RawRequest.post(path).bearer("sk-bench-0123456789").json(body);
        return token.map(value -> request.header("cf-aig-authorization", "Bearer " + value))
                .orElse(request);
    }
}
