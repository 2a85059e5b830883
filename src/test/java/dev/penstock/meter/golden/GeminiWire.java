package dev.penstock.meter.golden;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini's generateContent. Every chunk of a stream tells the usage so far; "last": the last one alone; "three" candidates;
 * "blocked": a prompt without an answer.
 */
final class GeminiWire implements Wire.Writing {
    private static final List<String> GROWING =
            List.of("candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount", "candidatesTokensDetails");
    private static final int CHUNKS = 3;

    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = chunk(shape, "Hello", true);
        shape.whole().ifPresent(usage -> body.set("usageMetadata", usage));
        return body;
    }

    @Override
    public List<byte[]> events(Shape shape) {
        Frames frames = new Frames(shape);
        int chunks = shape.is("blocked") ? 1 : CHUNKS;
        for (int i = 0; i < chunks; i++) {
            boolean isLast = i == chunks - 1;
            ObjectNode chunk = chunk(shape, isLast ? "" : "Hello", isLast);
            if (!shape.told().isEmpty() && (isLast || !shape.is("last"))) {
                chunk.set("usageMetadata", isLast ? shape.told().getLast() : soFar(shape, i));
            }
            frames.data(chunk);
        }
        return frames.list();
    }

    private static JsonNode soFar(Shape shape, int chunk) {
        List<JsonNode> told = shape.told();
        if (told.size() > 1 || !(told.getFirst() instanceof ObjectNode usage)) {
            return told.get(Math.min(chunk, told.size() - 1));
        }
        return usage.deepCopy().remove(GROWING);
    }

    private static ObjectNode chunk(Shape shape, String text, boolean finished) {
        ObjectNode chunk = Tree.object();
        if (shape.is("blocked")) {
            chunk.putObject("promptFeedback").put("blockReason", "SAFETY");
        } else {
            for (int i = 0; i < (shape.is("three") ? 3 : 1); i++) {
                ObjectNode candidate = chunk.withArray("candidates").addObject().put("index", i);
                candidate.set("content", Tree.of("{'role':'model','parts':[{'text':'" + text + "'}]}"));
                if (finished) {
                    candidate.put("finishReason", "STOP");
                }
            }
        }
        if (!shape.answered().isEmpty()) {
            chunk.put("modelVersion", shape.answered());
        }
        return Tree.with(chunk, shape.extra());
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return "v1beta/models/" + shape.asked() + (streams ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }
}
