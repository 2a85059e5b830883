package dev.penstock.app.cache;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;

/** Calls and answers in which a nonce tells one answer from another. */
final class Answers {
    static final String PATH = "/v1/default/shop/openai/chat/completions";

    private Answers() {}

    static RawRequest call(String prompt) {
        return call(PATH, prompt, false);
    }

    static RawRequest streamed(String prompt) {
        return call(PATH, prompt, true);
    }

    static RawRequest call(String path, String prompt, boolean stream) {
        return RawRequest.post(path).bearer("sk-test").json(body(prompt, stream));
    }

    static String body(String prompt, boolean stream) {
        return "{\"model\":\"gpt-4o\"," + (stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    static String json(String nonce) {
        return """
                {"id":"%s","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,\
                "finish_reason":"stop","message":{"role":"assistant","content":"Answer %s"}}],\
                "usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}}""".formatted(nonce, nonce);
    }

    /** A chat stream of this many content events, with usage and its end. */
    static List<byte[]> events(String nonce, int count) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event("""
                    {"id":"%s","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[{"index":0,\
                    "delta":{"content":"%s-%d "},"finish_reason":%s}]}""".formatted(nonce, nonce, i, i == count - 1 ? "\"stop\"" : "null")));
        }
        events.add(event("""
                {"id":"%s","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[],\
                "usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500}}""".formatted(nonce)));
        events.add(event("[DONE]"));
        return events;
    }

    static Script stream(String nonce, int count) {
        return Script.sse(events(nonce, count));
    }

    private static byte[] event(String data) {
        return Bytes.of("data: " + data + "\n\n");
    }
}
