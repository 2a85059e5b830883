package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.SseEvent;
import dev.penstock.testkit.SseLines;
import dev.penstock.testkit.WireEvents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A streaming dialect as a client speaks it: what it asks, what it is answered, what it takes for an error. */
enum Tongue {
    CHAT("openai", "chat/completions", "gpt-4o", 2),
    RESPONSES("openai", "responses", "gpt-4o", 1),
    MESSAGES("anthropic", "v1/messages", "claude-3-5-sonnet-20240620", 2),
    GEMINI("google-ai-studio", "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "gemini-2.5-flash", 1),
    GEMINI_ARRAY("google-ai-studio", "v1beta/models/gemini-2.5-flash:streamGenerateContent", "gemini-2.5-flash", 1),
    CONVERSE(
            "aws-bedrock",
            "bedrock-runtime/us-east-1/model/anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse-stream",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
            2),
    COHERE("cohere", "v2/chat", "command-a-03-2025", 2),
    OLLAMA("ollama", "api/chat", "llama3.2", 1);

    /** Every provider of these tongues at one address. */
    static String providers(String origin) {
        return "providers:\n" + "  openai: {base_url: " + origin + "/v1}\n" + "  anthropic: {base_url: " + origin
                + "}\n" + "  google-ai-studio: {base_url: " + origin + "}\n" + "  aws-bedrock: {base_url: " + origin
                + "}\n" + "  cohere: {base_url: " + origin + "}\n" + "  azure-openai: {base_url: " + origin + "}\n"
                + "  ollama: {base_url: " + origin + "}\n";
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final String slug;
    private final String rest;
    private final String model;
    private final int endings;

    Tongue(String slug, String rest, String model, int endings) {
        this.slug = slug;
        this.rest = rest;
        this.model = model;
        this.endings = endings;
    }

    boolean isPriced() {
        return this != OLLAMA;
    }

    RawRequest ask() {
        String prompt = "Tell me of the sea and of the ships that cross it.";
        String body = switch (this) {
            case GEMINI, GEMINI_ARRAY ->
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + prompt + "\"}]}]}";
            case CONVERSE -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + prompt + "\"}]}]}";
            case RESPONSES -> "{\"model\":\"" + model + "\",\"input\":\"" + prompt + "\",\"stream\":true}";
            case CHAT ->
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                        + "\"}],\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
            case MESSAGES, COHERE, OLLAMA ->
                "{\"model\":\"" + model + "\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + prompt + "\"}],\"stream\":true}";
        };
        return RawRequest.post("/v1/default/default/" + slug + "/" + rest)
                .header("authorization", "Bearer sk-test")
                .json(body);
    }

    /** A whole stream, event by event; an array's brackets and commas belong to what follows them, the last to the end. */
    List<byte[]> events() {
        String[] text = {"The sea is wide ", "and old, ", "and its ships are many."};
        return switch (this) {
            case CHAT -> Events.chat(text).model(model).usage(21, 17).list();
            case RESPONSES -> Events.responses(text).model(model).usage(21, 17).list();
            case MESSAGES -> Events.anthropic(text).model(model).usage(21, 17).list();
            case GEMINI -> Events.gemini(text).model(model).usage(21, 17).list();
            case GEMINI_ARRAY -> array(GEMINI.events());
            case CONVERSE -> Events.converse(text).usage(21, 17).list();
            case COHERE -> Events.cohere(text).model(model).usage(21, 17).list();
            case OLLAMA -> Events.ollama(text).model(model).usage(21, 17).list();
        };
    }

    /** How many events at the end of {@link #events} may be there without the stream being whole. */
    int unended() {
        int last = events().size() - (this == GEMINI_ARRAY ? 2 : endings);
        return this == CHAT ? last - 1 : last;
    }

    Script script() {
        String type = switch (this) {
            case CONVERSE -> "application/vnd.amazon.eventstream";
            case OLLAMA -> "application/x-ndjson";
            case GEMINI_ARRAY -> "application/json; charset=UTF-8";
            case CHAT, RESPONSES, MESSAGES, GEMINI, COHERE -> "text/event-stream";
        };
        return Script.answer(200).header("content-type", type).pieces(events());
    }

    /** Checks that what follows the whole events is one well-formed error and nothing else. */
    void assertError(byte[] before, byte[] error, int eventsBefore) {
        switch (this) {
            case CHAT, RESPONSES, MESSAGES, GEMINI, COHERE -> assertSse(error, eventsBefore);
            case OLLAMA -> {
                assertThat(Bytes.text(error)).endsWith("\n").containsOnlyOnce("\n");
                assertThat(JSON.readTree(error).path("error").asString("")).startsWith("Upstream stream broke off");
            }
            case GEMINI_ARRAY -> {
                JsonNode whole = JSON.readTree(Bytes.join(before, error, Bytes.of("]")));
                assertThat(whole.size()).isEqualTo(eventsBefore + 1);
                assertThat(whole.get(eventsBefore).at("/error/code").asInt()).isEqualTo(500);
            }
            case CONVERSE -> assertFrame(error);
        }
    }

    private void assertSse(byte[] error, int eventsBefore) {
        SseLines lines = SseLines.parse(error);
        assertThat(lines.problems()).isEmpty();
        assertThat(lines.partial()).isEmpty();
        assertThat(lines.events()).hasSize(1);
        SseEvent event = lines.events().getFirst();
        JsonNode json = event.json();
        String message = "Upstream stream broke off";
        switch (this) {
            case RESPONSES -> {
                assertThat(event.name()).contains("error");
                assertThat(json.path("type").asString("")).isEqualTo("error");
                assertThat(json.path("message").asString("")).startsWith(message);
                assertThat(json.path("sequence_number").asInt(-1)).isEqualTo(eventsBefore);
            }
            case MESSAGES -> {
                assertThat(event.name()).contains("error");
                assertThat(json.at("/error/type").asString("")).isEqualTo("api_error");
                assertThat(json.at("/error/message").asString("")).startsWith(message);
            }
            case GEMINI -> assertThat(json.at("/error/status").asString("")).isEqualTo("INTERNAL");
            case COHERE ->
                assertThat(json.at("/delta/finish_reason").asString("")).isEqualTo("ERROR");
            default -> {
                assertThat(event.name()).isEmpty();
                assertThat(json.at("/error/message").asString("")).startsWith(message);
            }
        }
    }

    /** Lengths and both checksums, after the published format. */
    private static void assertFrame(byte[] error) {
        ByteBuffer frame = ByteBuffer.wrap(error);
        assertThat(frame.getInt(0)).isEqualTo(error.length);
        assertThat(frame.getInt(8)).isEqualTo(checksum(error, 8));
        assertThat(frame.getInt(error.length - 4)).isEqualTo(checksum(error, error.length - 4));
        WireEvents.Event event = WireEvents.frames(error).getFirst();
        assertThat(event.type()).isEqualTo("modelStreamErrorException");
        assertThat(JSON.readTree(event.data()).path("message").asString("")).startsWith("Upstream stream broke off");
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static List<byte[]> array(List<byte[]> events) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte[] event : events) {
            String json = new String(event, StandardCharsets.UTF_8).strip().substring("data: ".length());
            pieces.add(Bytes.of((pieces.isEmpty() ? "[" : "\n,\r\n") + json));
        }
        pieces.add(Bytes.of("\n]\n"));
        return pieces;
    }

    /** The first so many events as one. */
    byte[] beginning(int events) {
        return Bytes.join(events().subList(0, events));
    }

    /** The length of the stream up to and with so many events. */
    int lengthOf(int events) {
        return Arrays.stream(events().toArray(byte[][]::new), 0, events)
                .mapToInt(bytes -> bytes.length)
                .sum();
    }
}
