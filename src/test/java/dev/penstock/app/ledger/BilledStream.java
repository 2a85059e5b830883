package dev.penstock.app.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A stream of 200 events that makes one token with nearly each of them, and what its provider charges for it. */
enum BilledStream {
    /** Says what it used at the end. */
    CHAT("openai/chat/completions", 8, 2_500, 10_000) {
        @Override
        String request(boolean streams) {
            return "{\"model\":\"gpt-4o\",\"max_tokens\":" + MOST + ",\"stream\":" + streams
                    + ",\"stream_options\":{\"include_usage\":true},"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        }

        @Override
        List<String> events() {
            List<String> events = new ArrayList<>();
            events.add(chat("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
            words(196).forEach(word -> events.add(chat("{\"content\":\"" + word + "\"}", "null")));
            events.add(chat("{}", "\"stop\""));
            events.add("data: {\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":196,\"total_tokens\":204}}\n\n");
            events.add("data: [DONE]\n\n");
            return events;
        }

        private static String chat(String delta, String finish) {
            return "data: {\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":"
                    + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
        }

        @Override
        int made(int events) {
            return Math.clamp(events - 1, 0, 196);
        }
    },
    /** Says its input at the start, and its output at the end. */
    ANTHROPIC("anthropic/v1/messages", 9, 800, 4_000) {
        @Override
        String request(boolean streams) {
            return "{\"model\":\"claude-3-5-haiku-latest\",\"max_tokens\":" + MOST + ",\"stream\":" + streams
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        }

        @Override
        List<String> events() {
            List<String> events = new ArrayList<>();
            events.add(
                    named(
                            "message_start",
                            "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                                    + "\"model\":\"claude-3-5-haiku-latest\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}"));
            events.add(named("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
            words(195)
                    .forEach(word -> events.add(named(
                            "content_block_delta",
                            "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + word + "\"}")));
            events.add(named("content_block_stop", "\"index\":0"));
            events.add(named(
                    "message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":195}"));
            events.add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            return events;
        }

        private static String named(String type, String fields) {
            return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
        }

        @Override
        int made(int events) {
            return Math.clamp(events - 2, 0, 195);
        }
    },
    /** Says what it used so far with every event, and has no last one. */
    GEMINI("google-ai-studio/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse", 2, 100, 400) {
        @Override
        String request(boolean streams) {
            return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}],\"generationConfig\":{\"maxOutputTokens\":"
                    + MOST + "}}";
        }

        @Override
        List<String> events() {
            List<String> words = words(200);
            return IntStream.range(0, 200)
                    .mapToObj(i -> "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\""
                            + words.get(i) + "\"}]}" + (i == 199 ? ",\"finishReason\":\"STOP\"" : "")
                            + ",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":2,\"candidatesTokenCount\":"
                            + (i + 1)
                            + ",\"totalTokenCount\":" + (i + 3) + "},\"modelVersion\":\"gemini-2.0-flash\"}\n\n")
                    .toList();
        }

        @Override
        int made(int events) {
            return events;
        }
    };

    static final int MOST = 400;
    static final int EVENTS = 200;
    private static final List<String> WORDS =
            List.of(" river", " stone", " light", " water", " green", " house", " table");

    final String path;
    final int input;
    private final long inputNano;
    private final long outputNano;

    BilledStream(String path, int input, long inputNano, long outputNano) {
        this.path = path;
        this.input = input;
        this.inputNano = inputNano;
        this.outputNano = outputNano;
    }

    abstract String request(boolean streams);

    abstract List<String> events();

    /** Output tokens that have come with so many events. */
    abstract int made(int events);

    List<byte[]> wire() {
        return events().stream()
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    int whole() {
        return made(EVENTS);
    }

    /** What the provider charges for so many tokens of output. */
    long bill(long output) {
        return input * inputNano + output * outputNano;
    }

    private static List<String> words(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> WORDS.get(i % WORDS.size()))
                .toList();
    }
}
