package dev.penstock.app.cache;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import java.util.List;
import java.util.stream.IntStream;

/** One dialect: how it is asked, as a stream and as a body, and what its provider says; nonces tell answers apart. */
enum Speech {
    CHAT("openai/chat/completions", "gpt-4o"),
    RESPONSES("openai/responses", "gpt-4o"),
    MESSAGES("anthropic/v1/messages", "claude-3-5-sonnet-20240620"),
    GEMINI("google-ai-studio/v1beta/models/gemini-2.5-flash:", "gemini-2.5-flash"),
    CONVERSE(
            "aws-bedrock/bedrock-runtime/us-east-1/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/",
            "anthropic.claude-3-5-sonnet-20240620-v1:0"),
    OLLAMA("ollama/api/chat", "llama3.2");

    private static final int WORDS = 12;

    private final String path;
    private final String model;

    Speech(String path, String model) {
        this.path = path;
        this.model = model;
    }

    /** Every provider of these dialects at one address. */
    static String providers(String origin) {
        return """
                providers:
                  openai: {base_url: %1$s/v1}
                  anthropic: {base_url: %1$s}
                  google-ai-studio: {base_url: %1$s}
                  aws-bedrock: {base_url: %1$s}
                  ollama: {base_url: %1$s}
                """.formatted(origin);
    }

    /** Whether what it says costs anything. */
    boolean isPriced() {
        return this != OLLAMA;
    }

    RawRequest ask(String gateway, String prompt, boolean stream) {
        String method = switch (this) {
            case GEMINI -> stream ? "streamGenerateContent?alt=sse" : "generateContent";
            case CONVERSE -> stream ? "converse-stream" : "converse";
            case CHAT, RESPONSES, MESSAGES, OLLAMA -> "";
        };
        return RawRequest.post("/v1/default/" + gateway + "/" + path + method)
                .bearer("sk-test")
                .json(body(prompt, stream));
    }

    private String body(String prompt, boolean stream) {
        String streams = ",\"stream\":" + stream;
        return switch (this) {
            case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + prompt + "\"}]}]}";
            case CONVERSE -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + prompt + "\"}]}]}";
            case RESPONSES -> "{\"model\":\"" + model + "\",\"input\":\"" + prompt + "\"" + streams + "}";
            case CHAT, MESSAGES, OLLAMA ->
                "{\"model\":\"" + model + "\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + prompt
                        + "\"}]" + streams
                        + (this == CHAT && stream ? ",\"stream_options\":{\"include_usage\":true}" : "") + "}";
        };
    }

    /** Whether a request that came to the provider asks for a stream. */
    static boolean streams(ReceivedRequest request) {
        return request.target().contains("tream") || request.bodyText().contains("\"stream\":true");
    }

    Events events(String nonce) {
        String[] text =
                IntStream.range(0, WORDS).mapToObj(i -> nonce + "-" + i + " ").toArray(String[]::new);
        return switch (this) {
            case CHAT -> Events.chat(text).model(model).usage(21, 17);
            case RESPONSES -> Events.responses(text).model(model).usage(21, 17);
            case MESSAGES -> Events.anthropic(text).model(model).usage(21, 17);
            case GEMINI -> Events.gemini(text).model(model).usage(21, 17);
            case CONVERSE -> Events.converse(text).usage(21, 17);
            case OLLAMA -> Events.ollama(text).model(model).usage(21, 17);
        };
    }

    Script script(String nonce, boolean stream) {
        return stream ? events(nonce).script() : events(nonce).wholeScript();
    }

    byte[] answer(String nonce, boolean stream) {
        return stream ? events(nonce).bytes() : Bytes.of(events(nonce).whole());
    }

    /** The first so many events. */
    byte[] beginning(String nonce, int count) {
        List<byte[]> events = events(nonce).list();
        return Bytes.join(events.subList(0, count));
    }

    int count() {
        return events("n").list().size();
    }
}
