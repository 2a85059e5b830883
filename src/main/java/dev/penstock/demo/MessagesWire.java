package dev.penstock.demo;

import static dev.penstock.json.JsonText.array;
import static dev.penstock.json.JsonText.object;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages: one block, named events, usage that is cumulative and counts cached input apart. */
final class MessagesWire implements Wire {
    @Override
    public Question read(JsonTree body) {
        Model model = Model.named(Fields.requiredText(body, "model"));
        if (body.at("max_tokens").whole().isEmpty()) {
            throw Fields.refused("max_tokens: Field required (a whole number)");
        }
        List<JsonTree> messages = Fields.requiredItems(body, "messages");
        String lastUser = "";
        for (JsonTree message : messages) {
            String said = Fields.text(message.at("content"));
            lastUser = Fields.requiredText(message, "role").equals("user") && !said.isEmpty() ? said : lastUser;
        }
        boolean answersTool = messages.getLast().at("content").items().stream()
                .anyMatch(block -> block.at("type").text().equals(Optional.of("tool_result")));
        String choice = body.at("tool_choice").at("type").text().orElse("auto");
        boolean noTools = answersTool || choice.equals("none");
        return new Question(
                model,
                body.at("stream").isTrue(),
                body.at("system").toString() + messages + body.at("tools"),
                lastUser,
                noTools
                        ? List.of()
                        : tools(body, body.at("tool_choice").at("name").text()),
                choice.equals("any") || choice.equals("tool"),
                Fields.limit(body.at("max_tokens")),
                true);
    }

    private static List<Question.Tool> tools(JsonTree body, Optional<String> chosen) {
        return body.at("tools").items().stream()
                .filter(tool -> tool.at("input_schema").isObject())
                .map(tool -> new Question.Tool(Fields.requiredText(tool, "name"), tool.at("input_schema")))
                .filter(tool -> chosen.isEmpty() || chosen.get().equals(tool.name()))
                .toList();
    }

    @Override
    public JsonText whole(Reply reply) {
        JsonText block = reply.call()
                .map(call -> tool(reply, call, call.arguments()))
                .orElseGet(() -> object("type", "text", "text", reply.text()));
        return message(reply, array(block), stopReason(reply), reply.outputTokens());
    }

    @Override
    public List<Frame> frames(Reply reply, Question question) {
        List<Frame> frames = new ArrayList<>();
        add(frames, "message_start", Frame.THINKING, "message", message(reply, array(), null, 1));
        JsonText block = reply.call()
                .map(call -> tool(reply, call, object()))
                .orElseGet(() -> object("type", "text", "text", ""));
        add(frames, "content_block_start", 0, "index", 0, "content_block", block);
        add(frames, "ping", 0);
        List<String> pieces = reply.call().map(Reply.Call::pieces).orElse(reply.pieces());
        for (String piece : pieces) {
            JsonText delta = reply.call().isPresent()
                    ? object("type", "input_json_delta", "partial_json", piece)
                    : object("type", "text_delta", "text", piece);
            add(frames, "content_block_delta", 1, "index", 0, "delta", delta);
        }
        add(frames, "content_block_stop", 0, "index", 0);
        JsonText end = object("stop_reason", stopReason(reply), "stop_sequence", null);
        add(frames, "message_delta", 0, "delta", end, "usage", usage(reply, reply.outputTokens()));
        add(frames, "message_stop", 0);
        return frames;
    }

    @Override
    public JsonText error(int status, String message, String requestId) {
        String type = switch (status) {
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
        return object("type", "error", "error", object("type", type, "message", message), "request_id", requestId);
    }

    private static void add(List<Frame> frames, String type, int pauses, @Nullable Object... fields) {
        List<@Nullable Object> all = new ArrayList<>(List.of("type", type));
        all.addAll(Arrays.asList(fields));
        frames.add(Frame.event(type, object(all.toArray()), pauses));
    }

    private static JsonText tool(Reply reply, Reply.Call call, JsonText input) {
        return object("type", "tool_use", "id", "toolu_" + reply.id(), "name", call.name(), "input", input);
    }

    private static JsonText message(Reply reply, JsonText content, @Nullable String stopReason, long output) {
        return object(
                "id",
                "msg_" + reply.id(),
                "type",
                "message",
                "role",
                "assistant",
                "model",
                reply.model().id(),
                "content",
                content,
                "stop_reason",
                stopReason,
                "stop_sequence",
                null,
                "usage",
                usage(reply, output));
    }

    private static JsonText usage(Reply reply, long output) {
        return object(
                "input_tokens",
                reply.inputTokens() - reply.cachedTokens(),
                "cache_creation_input_tokens",
                0,
                "cache_read_input_tokens",
                reply.cachedTokens(),
                "output_tokens",
                output);
    }

    private static String stopReason(Reply reply) {
        return switch (reply.end()) {
            case DONE -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL -> "tool_use";
        };
    }
}
