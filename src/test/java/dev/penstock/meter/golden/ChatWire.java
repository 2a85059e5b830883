package dev.penstock.meter.golden;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's chat completions. A stream tells usage in chunks of its own without choices; "finish": on the last chunks with
 * choices; "first": before the content; "every": on each chunk; "groq": in x_groq as well; "nulls": null on all others.
 */
final class ChatWire implements Wire.Writing {
    @Override
    public ObjectNode body(Shape shape) {
        ObjectNode body = base(shape, "chat.completion");
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < count(shape); i++) {
            String said = shape.is("refusal")
                    ? "{'role':'assistant','content':null,'refusal':'No.'}"
                    : "{'role':'assistant','content':'Hello','refusal':null}";
            choices.addObject().put("index", i).put("finish_reason", "stop").set("message", Tree.of(said));
        }
        shape.whole().ifPresent(usage -> body.set("usage", usage));
        return Tree.with(body, shape.extra());
    }

    @Override
    public List<byte[]> events(Shape shape) {
        List<ObjectNode> chunks = chunks(shape);
        List<JsonNode> told = shape.told();
        if (shape.is("first")) {
            chunks.addAll(0, told.stream().map(usage -> usage(shape, usage)).toList());
        } else if (shape.is("every")) {
            for (int i = 0; i < chunks.size(); i++) {
                chunks.get(i).set("usage", told.get(Math.min(i, told.size() - 1)));
            }
        } else if (shape.is("finish") || shape.is("groq")) {
            int first = chunks.size() - told.size();
            for (int i = 0; i < told.size(); i++) {
                ObjectNode chunk = chunks.get(first + i);
                ObjectNode holder = shape.is("groq") ? chunk.putObject("x_groq").put("id", "req_1") : chunk;
                holder.set("usage", told.get(i));
            }
        }
        if (!shape.is("first") && !shape.is("every") && !shape.is("finish") && !shape.is("groq-only")) {
            told.forEach(usage -> chunks.add(usage(shape, usage)));
        }
        Frames frames = new Frames(shape);
        for (ObjectNode chunk : chunks) {
            frames.data(shape.is("nulls") && !chunk.has("usage") ? chunk.putNull("usage") : chunk);
        }
        if (!shape.is("no-done")) {
            frames.data("", "[DONE]");
        }
        return frames.list();
    }

    private static List<ObjectNode> chunks(Shape shape) {
        String said = shape.is("refusal") ? "{'refusal':'No.'}" : "{'content':'Hello'}";
        List<ObjectNode> chunks = new ArrayList<>();
        for (String delta : List.of("{'role':'assistant','content':''}", said, "{}")) {
            for (int i = 0; i < count(shape); i++) {
                ObjectNode chunk = base(shape, "chat.completion.chunk");
                ObjectNode choice = chunk.putArray("choices").addObject().put("index", i);
                choice.set("delta", Tree.of(delta));
                choice.put("finish_reason", delta.equals("{}") ? "stop" : null);
                chunks.add(Tree.with(chunk, shape.extra()));
            }
        }
        return chunks;
    }

    private static ObjectNode usage(Shape shape, JsonNode usage) {
        ObjectNode chunk = base(shape, "chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage);
        return Tree.with(chunk, shape.extra());
    }

    private static ObjectNode base(Shape shape, String object) {
        ObjectNode base =
                Tree.object().put("id", "chatcmpl-1").put("object", object).put("created", 1763800000);
        return shape.answered().isEmpty() ? base : base.put("model", shape.answered());
    }

    private static int count(Shape shape) {
        return shape.is("three") ? 3 : 1;
    }

    @Override
    public String path(Shape shape, boolean streams) {
        return switch (shape.provider()) {
            case "mistral" -> "v1/chat/completions";
            case "google-ai-studio" -> "v1beta/openai/chat/completions";
            default -> "chat/completions";
        };
    }
}
