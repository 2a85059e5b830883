package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Bedrock InvokeModel of an Anthropic model: its events without their names, in base64, one a frame. */
final class InvokeTeller implements Teller {
    private final AnthropicTeller anthropic = new AnthropicTeller();

    @Override
    public List<byte[]> stream(Story story) {
        List<byte[]> frames = new ArrayList<>();
        for (byte[] event : anthropic.stream(story)) {
            String data = SseLines.parse(event).data().getFirst();
            String last = data.replaceFirst("\\s*}$", "") + metrics(story) + "}";
            frames.add(chunk(data.contains("\"message_stop\"") ? last : data));
        }
        return frames;
    }

    private static String metrics(Story story) {
        return ",\"amazon-bedrock-invocationMetrics\":"
                + Json.text(Json.object(
                        "inputTokenCount",
                        story.counts().input(),
                        "outputTokenCount",
                        story.counts().output(),
                        "invocationLatency",
                        411,
                        "firstByteLatency",
                        101));
    }

    private static byte[] chunk(String data) {
        String base64 = Base64.getEncoder().encodeToString(Bytes.of(data));
        return EventStreamFrames.event("chunk", Json.text(Json.object("bytes", base64, "p", "abcdefgh")));
    }

    @Override
    public String whole(Story story) {
        return anthropic.whole(story);
    }

    @Override
    public byte[] error(Story story, String message) {
        return EventStreamFrames.exception("modelStreamErrorException", message);
    }

    @Override
    public String contentType() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public int endings(Story story) {
        return 2;
    }
}
