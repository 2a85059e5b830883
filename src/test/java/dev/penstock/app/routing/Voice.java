package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.SseLines;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A dialect whose streams begin with frames that show nothing; the words of an answer carry the name of who says it. */
enum Voice {
    CHAT("openai", "chat/completions"),
    RESPONSES("openai", "responses"),
    MESSAGES("anthropic", "v1/messages"),
    GEMINI("google-ai-studio", "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"),
    CONVERSE(
            "aws-bedrock",
            "bedrock-runtime/us-east-1/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse-stream"),
    OLLAMA("ollama", "api/chat");

    private static final int WORDS = 6;

    private final String provider;
    private final String endpoint;

    Voice(String provider, String endpoint) {
        this.provider = provider;
        this.endpoint = endpoint;
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

    /** One step of a universal request; its header x-call names the call. */
    String step(String call, String config) {
        return "{\"provider\":\"" + provider + "\",\"endpoint\":\"" + endpoint + "\",\"headers\":{\"authorization\":"
                + "\"Bearer sk-test\",\"x-call\":\"" + call + "\"},\"query\":" + body() + ",\"config\":{" + config
                + "}}";
    }

    /** A call of this target alone. */
    RawRequest ask(String gateway, String call) {
        return RawRequest.post("/v1/default/" + gateway + "/" + provider + "/" + endpoint)
                .bearer("sk-test")
                .header("x-call", call)
                .json(body());
    }

    private String body() {
        return switch (this) {
            case CHAT, MESSAGES, OLLAMA -> Speech.body("m-1", true);
            case RESPONSES -> "{\"model\":\"m-1\",\"stream\":true,\"max_output_tokens\":50,\"input\":\"Hello\"}";
            case GEMINI ->
                "{\"generationConfig\":{\"maxOutputTokens\":50},\"contents\":[{\"role\":\"user\",\"parts\":"
                        + "[{\"text\":\"Hello\"}]}]}";
            case CONVERSE ->
                "{\"inferenceConfig\":{\"maxTokens\":50},\"messages\":[{\"role\":\"user\",\"content\":"
                        + "[{\"text\":\"Hello\"}]}]}";
        };
    }

    private Events events(String who) {
        // The first piece is empty, as some send it: no content yet.
        String[] text = Stream.concat(Stream.of(""), IntStream.range(0, WORDS).mapToObj(word -> word(who, word)))
                .toArray(String[]::new);
        return switch (this) {
            case CHAT -> Events.chat(text).model("m-1").usage(9, 4);
            case RESPONSES -> Events.responses(text).model("m-1").usage(9, 4);
            case MESSAGES -> Events.anthropic(text).model("m-1").usage(9, 4);
            case GEMINI -> Events.gemini(text).usage(9, 4);
            case CONVERSE -> Events.converse(text).usage(9, 4);
            case OLLAMA -> Events.ollama(text).model("m-1").usage(9, 4);
        };
    }

    static String word(String who, int word) {
        return who + "-" + word + " ";
    }

    /** The whole stream, frame by frame. */
    List<byte[]> frames(String who) {
        List<byte[]> frames = new ArrayList<>(events(who).list());
        if (this == CHAT) {
            // As OpenRouter opens its streams.
            frames.addFirst(Bytes.of(": OPENROUTER PROCESSING\n\n"));
        }
        return frames;
    }

    byte[] whole(String who) {
        return Bytes.join(frames(who));
    }

    /** How many frames come before the first with content. */
    int startUp() {
        List<byte[]> frames = frames("who");
        return (int) frames.stream()
                .takeWhile(frame -> !Bytes.text(frame).contains(word("who", 0)))
                .count();
    }

    Script script(String who) {
        return script(frames(who));
    }

    Script script(List<byte[]> frames) {
        return Script.answer(200)
                .header("content-type", events("").contentType())
                .pieces(frames);
    }

    /** An error in the stream's own shape, as a provider sends it. */
    byte[] error() {
        Events failing = events("").failing("Something broke");
        return failing.list().getLast();
    }

    /** Checks that these bytes are one event that tells of an error, and nothing else. */
    void isOneError(byte[] bytes) {
        String text = Bytes.text(bytes);
        switch (this) {
            case CHAT, RESPONSES, MESSAGES, GEMINI -> {
                SseLines events = SseLines.parse(bytes);
                assertThat(events.problems()).isEmpty();
                assertThat(events.partial()).isEmpty();
                assertThat(events.data()).singleElement().asString().contains("error");
                assertThat(text).doesNotContain("[DONE]");
            }
            case CONVERSE -> {
                assertThat(bytes.length).isGreaterThan(16);
                assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(bytes.length);
                assertThat(text).contains(":exception-type");
            }
            case OLLAMA -> {
                assertThat(text).startsWith("{\"error\"").endsWith("}\n");
                assertThat(text.lines()).hasSize(1);
            }
        }
    }

    /** What follows these frames in an answer that begins with them. */
    static byte[] behind(byte[] answer, byte[] begun) {
        assertThat(answer).startsWith(begun);
        return Arrays.copyOfRange(answer, begun.length, answer.length);
    }
}
