package dev.penstock.demo;

import static dev.penstock.json.JsonText.array;
import static dev.penstock.json.JsonText.object;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Google's generateContent: whole responses as events with CRLF, or as the elements of one array; usage on each.
 *
 * @param model the model the path names
 * @param stream whether the path asks for a stream
 * @param asEvents whether alt=sse asks for events
 */
record GeminiWire(String model, boolean stream, boolean asEvents) implements Wire {
    /** Gemini's chunks are larger than a token. */
    private static final int PIECES_A_CHUNK = 8;

    @Override
    public Question read(JsonTree body) {
        Model named = Model.named(model);
        List<JsonTree> contents = Fields.requiredItems(body, "contents");
        String lastUser = "";
        for (JsonTree content : contents) {
            boolean isUser = content.at("role").text().orElse("user").equals("user");
            String said = Fields.text(content.at("parts"));
            lastUser = isUser && !said.isEmpty() ? said : lastUser;
        }
        boolean answersTool = contents.getLast().at("parts").items().stream()
                .anyMatch(part -> part.at("functionResponse").isObject());
        JsonTree calling = body.at("toolConfig").at("functionCallingConfig");
        String mode = calling.at("mode").text().orElse("AUTO");
        List<String> allowed = calling.at("allowedFunctionNames").items().stream()
                .flatMap(name -> name.text().stream())
                .toList();
        return new Question(
                named,
                stream,
                body.at("systemInstruction").toString() + contents + body.at("tools"),
                lastUser,
                answersTool || mode.equals("NONE") ? List.of() : tools(body, allowed),
                mode.equals("ANY"),
                Fields.limit(body.at("generationConfig").at("maxOutputTokens")),
                true);
    }

    private static List<Question.Tool> tools(JsonTree body, List<String> allowed) {
        return body.at("tools").items().stream()
                .flatMap(tool -> tool.at("functionDeclarations").items().stream())
                .map(tool -> new Question.Tool(Fields.requiredText(tool, "name"), schema(tool)))
                .filter(tool -> allowed.isEmpty() || allowed.contains(tool.name()))
                .toList();
    }

    private static JsonTree schema(JsonTree tool) {
        JsonTree full = tool.at("parametersJsonSchema");
        return full.isAbsent() ? tool.at("parameters") : full;
    }

    @Override
    public JsonText whole(Reply reply) {
        return response(reply, part(reply, reply.text()), finishReason(reply), reply.outputTokens());
    }

    @Override
    public List<Frame> frames(Reply reply, Question question) {
        List<JsonText> responses = new ArrayList<>();
        List<Integer> pauses = new ArrayList<>();
        int count = Math.max(1, (reply.pieces().size() + PIECES_A_CHUNK - 1) / PIECES_A_CHUNK);
        for (int i = 0; i < count; i++) {
            boolean isLast = i == count - 1;
            int to = Math.min(reply.pieces().size(), (i + 1) * PIECES_A_CHUNK);
            String text = String.join("", reply.pieces().subList(Math.min(to, i * PIECES_A_CHUNK), to));
            String finish = isLast ? finishReason(reply) : null;
            responses.add(response(reply, part(reply, text), finish, isLast ? reply.outputTokens() : to));
            pauses.add(i == 0 ? Frame.THINKING : PIECES_A_CHUNK);
        }
        return framed(responses, pauses);
    }

    private List<Frame> framed(List<JsonText> responses, List<Integer> pauses) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            String before = asEvents ? "data: " : i == 0 ? "[" : ",\r\n";
            String after = asEvents ? "\r\n\r\n" : i == responses.size() - 1 ? "]" : "";
            frames.add(new Frame(before + responses.get(i) + after, pauses.get(i)));
        }
        return frames;
    }

    @Override
    public JsonText error(int status, String message, String requestId) {
        String name = switch (status) {
            case 404 -> "NOT_FOUND";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
        return object("error", object("code", status, "message", message, "status", name));
    }

    @Override
    public String streamType() {
        return asEvents ? "text/event-stream" : "application/json; charset=UTF-8";
    }

    private static JsonText part(Reply reply, String text) {
        return reply.call()
                .map(call -> object("functionCall", object("name", call.name(), "args", call.arguments())))
                .orElseGet(() -> object("text", text));
    }

    private static JsonText response(Reply reply, JsonText part, @Nullable String finishReason, long output) {
        JsonText content = object("parts", array(part), "role", "model");
        JsonText candidate = finishReason == null
                ? object("content", content, "index", 0)
                : object("content", content, "finishReason", finishReason, "index", 0);
        return object(
                "candidates", array(candidate),
                "usageMetadata", usage(reply, output),
                "modelVersion", reply.model().id(),
                "responseId", reply.id());
    }

    /** Cached tokens are left out where there are none, as Google does. */
    private static JsonText usage(Reply reply, long output) {
        List<Object> fields = new ArrayList<>(List.of(
                "promptTokenCount",
                reply.inputTokens(),
                "candidatesTokenCount",
                output,
                "totalTokenCount",
                reply.inputTokens() + output));
        Optional.of(reply.cachedTokens()).filter(cached -> cached > 0).ifPresent(cached -> {
            fields.add("cachedContentTokenCount");
            fields.add(cached);
        });
        return object(fields.toArray());
    }

    private static String finishReason(Reply reply) {
        return reply.end() == Reply.End.LENGTH ? "MAX_TOKENS" : "STOP";
    }
}
