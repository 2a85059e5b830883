package dev.penstock.testkit;

import java.util.Optional;

/** Where load goes: a port of loopback, a path, a gateway token where one is wanted, and the model that is asked for. */
public record LoadTarget(int port, String path, Optional<String> token, String model) {
    public static LoadTarget direct(int port) {
        return new LoadTarget(port, "/v1/chat/completions", Optional.empty(), "gpt-4o-mini");
    }

    public LoadTarget path(String other) {
        return new LoadTarget(port, other, token, model);
    }

    public LoadTarget token(String value) {
        return new LoadTarget(port, path, Optional.of(value), model);
    }

    public LoadTarget model(String name) {
        return new LoadTarget(port, path, token, name);
    }

    /** A chat call of about 0.5 KB, or one that asks a bench upstream for a stream. */
    public RawRequest chat(int events, long intervalMillis) {
        String prompt = events == 0 ? "x".repeat(380) : "events=" + events + " interval=" + intervalMillis + " .";
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
                .formatted(model, prompt, events == 0 ? "" : ",\"stream\":true");
        RawRequest request = RawRequest.post(path).bearer("sk-bench-0123456789").json(body);
        return token.map(value -> request.header("cf-aig-authorization", "Bearer " + value))
                .orElse(request);
    }
}
