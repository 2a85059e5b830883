package dev.penstock.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.call.Dialect;
import dev.penstock.testkit.EventStreamFrames;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stream of each dialect: its start-up frames, its first content, the rest.
 *
 * @param contentType of the answer
 */
record Openings(Dialect dialect, String contentType, List<byte[]> startUp, byte[] content, byte[] rest) {
    static final Openings CHAT = new Openings(
            Dialect.OPENAI_CHAT,
            "text/event-stream",
            texts(
                    ": OPENROUTER PROCESSING\n\n",
                    "data: {\"id\":\"c\",\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n",
                    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"),
            text("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hé\"}}]}\n\n"),
            text("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));

    static final Openings RESPONSES = new Openings(
            Dialect.OPENAI_RESPONSES,
            "text/event-stream; charset=utf-8",
            texts(
                    "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"error\":null,\"output\":[]}}\n\n",
                    "event: response.in_progress\ndata: {\"type\":\"response.in_progress\",\"response\":{\"id\":\"r\",\"output\":[]}}\n\n",
                    "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"item\":{\"id\":\"m\",\"type\":\"message\",\"content\":[]}}\n\n",
                    "event: response.content_part.added\ndata: {\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}}\n\n"),
            text(
                    "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n"),
            text(
                    "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[]}}\n\n"));

    static final Openings MESSAGES = new Openings(
            Dialect.ANTHROPIC_MESSAGES,
            "text/event-stream",
            texts(
                    "event: message_start\r\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":3}}}\r\n\r\n",
                    "event: content_block_start\r\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\r\n\r\n",
                    "event: ping\r\ndata: {\"type\": \"ping\"}\r\n\r\n"),
            text(
                    "event: content_block_delta\r\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\r\n\r\n"),
            text(
                    "event: message_delta\r\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\r\n\r\nevent: message_stop\r\ndata: {\"type\":\"message_stop\"}\r\n\r\n"));

    static final Openings GEMINI = new Openings(
            Dialect.GEMINI,
            "application/json; charset=UTF-8",
            texts(
                    "[",
                    "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"\"}]},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":3}}"),
            text(",\n{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"index\":0}]}"),
            text(",{\"candidates\":[{\"content\":{},\"finishReason\":\"STOP\",\"index\":0}]}]"));

    static final Openings CONVERSE = new Openings(
            Dialect.BEDROCK_CONVERSE,
            "application/vnd.amazon.eventstream",
            List.of(
                    EventStreamFrames.event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}"),
                    EventStreamFrames.event(
                            "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"\"}}")),
            EventStreamFrames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}"),
            joined(List.of(
                    EventStreamFrames.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                    EventStreamFrames.event("metadata", "{\"usage\":{\"inputTokens\":3}}"))));

    static final Openings OLLAMA = new Openings(
            Dialect.OLLAMA,
            "application/x-ndjson",
            texts(
                    "\n",
                    "{\"model\":\"m\",\"created_at\":\"2026\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}\n"),
            text("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":false}\n"),
            text("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true}\n"));

    static Stream<Openings> all() {
        return Stream.of(CHAT, RESPONSES, MESSAGES, GEMINI, CONVERSE, OLLAMA);
    }

    byte[] whole() {
        List<byte[]> pieces = new ArrayList<>(startUp);
        pieces.add(content);
        pieces.add(rest);
        return joined(pieces);
    }

    /** How many bytes tell that there is content. The second half of a line break is not waited for. */
    int known() {
        boolean carriage = content[content.length - 2] == '\r';
        return joined(startUp).length + content.length - (carriage ? 1 : 0);
    }

    static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts).map(Openings::text).toList();
    }

    @Override
    public String toString() {
        return dialect.name();
    }
}
