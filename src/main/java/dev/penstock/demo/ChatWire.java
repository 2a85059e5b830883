package dev.penstock.demo;

import static dev.penstock.json.JsonText.array;
import static dev.penstock.json.JsonText.object;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions: chunks that repeat id, created and model, an empty last delta, then [DONE]. */
final class ChatWire implements Wire {
    @Override
    public Question read(JsonTree body) {
        Model model = Model.named(Fields.requiredText(body, "model"));
        List<JsonTree> messages = Fields.requiredItems(body, "messages");
        if (body.at("n").whole().orElse(1) != 1) {
            throw Fields.refused("The demo gives one choice; leave 'n' out or set it to 1.");
        }
        String lastUser = "";
        for (JsonTree message : messages) {
            String role = Fields.requiredText(message, "role");
            lastUser = role.equals("user") ? Fields.text(message.at("content")) : lastUser;
        }
        JsonTree choice = body.at("tool_choice");
        boolean answersTool = messages.getLast().at("role").text().equals(Optional.of("tool"));
        boolean noTools = answersTool || choice.text().equals(Optional.of("none"));
        JsonTree limit = body.at("max_completion_tokens");
        return new Question(
                model,
                body.at("stream").isTrue(),
                messages + body.at("tools").toString(),
                lastUser,
                noTools
                        ? List.of()
                        : tools(body, choice.at("function").at("name").text()),
                choice.isObject() || choice.text().equals(Optional.of("required")),
                Fields.limit(limit.isAbsent() ? body.at("max_tokens") : limit),
                body.at("stream_options").at("include_usage").isTrue());
    }

    private static List<Question.Tool> tools(JsonTree body, Optional<String> chosen) {
        return body.at("tools").items().stream()
                .map(tool -> tool.at("function"))
                .filter(function -> function.at("name").text().isPresent())
                .map(function -> new Question.Tool(Fields.requiredText(function, "name"), function.at("parameters")))
                .filter(tool -> chosen.isEmpty() || chosen.get().equals(tool.name()))
                .toList();
    }

    @Override
    public JsonText whole(Reply reply) {
        JsonText message = reply.call()
                .map(call -> object(
                        "role",
                        "assistant",
                        "content",
                        null,
                        "refusal",
                        null,
                        "tool_calls",
                        array(toolCall(reply, call))))
                .orElseGet(() ->
                        object("role", "assistant", "content", reply.text(), "refusal", null, "annotations", array()));
        JsonText choice =
                object("index", 0, "message", message, "logprobs", null, "finish_reason", finishReason(reply));
        return object(
                "id",
                "chatcmpl-" + reply.id(),
                "object",
                "chat.completion",
                "created",
                reply.created(),
                "model",
                reply.model().id(),
                "choices",
                array(choice),
                "usage",
                usage(reply),
                "service_tier",
                "default",
                "system_fingerprint",
                null);
    }

    private static JsonText toolCall(Reply reply, Reply.Call call) {
        JsonText function =
                object("name", call.name(), "arguments", call.arguments().text());
        return object("id", callId(reply), "type", "function", "function", function);
    }

    @Override
    public List<Frame> frames(Reply reply, Question question) {
        Chunks chunks = new Chunks(reply, question.includeUsage());
        reply.call().ifPresentOrElse(call -> chunks.call(reply, call), () -> chunks.text(reply));
        chunks.add(object(), finishReason(reply), 0);
        if (question.includeUsage()) {
            chunks.frames.add(Frame.data(chunks.chunk(array(), usage(reply)), 0));
        }
        chunks.frames.add(Frame.data("[DONE]", 0));
        return chunks.frames;
    }

    @Override
    public JsonText error(int status, String message, String requestId) {
        return object("error", OpenAiError.of(status, message));
    }

    private static String callId(Reply reply) {
        return "call_" + reply.id();
    }

    private static String finishReason(Reply reply) {
        return switch (reply.end()) {
            case DONE -> "stop";
            case LENGTH -> "length";
            case TOOL -> "tool_calls";
        };
    }

    private static JsonText usage(Reply reply) {
        return object(
                "prompt_tokens", reply.inputTokens(),
                "completion_tokens", reply.outputTokens(),
                "total_tokens", reply.totalTokens(),
                "prompt_tokens_details", object("cached_tokens", reply.cachedTokens(), "audio_tokens", 0),
                "completion_tokens_details", object("reasoning_tokens", 0, "audio_tokens", 0));
    }

    /** The chunks of one stream as they grow. */
    private record Chunks(Reply reply, boolean withUsage, List<Frame> frames) {
        Chunks(Reply reply, boolean withUsage) {
            this(reply, withUsage, new ArrayList<>());
        }

        void text(Reply reply) {
            add(object("role", "assistant", "content", "", "refusal", null), null, Frame.THINKING);
            for (String piece : reply.pieces()) {
                add(object("content", piece), null, 1);
            }
        }

        void call(Reply reply, Reply.Call call) {
            JsonText opening = object("name", call.name(), "arguments", "");
            JsonText tool = object("index", 0, "id", callId(reply), "type", "function", "function", opening);
            add(object("role", "assistant", "content", null, "tool_calls", array(tool)), null, Frame.THINKING);
            for (String piece : call.pieces()) {
                JsonText more = object("index", 0, "function", object("arguments", piece));
                add(object("tool_calls", array(more)), null, 1);
            }
        }

        void add(JsonText delta, @Nullable String finishReason, int pauses) {
            JsonText choice = object("index", 0, "delta", delta, "logprobs", null, "finish_reason", finishReason);
            frames.add(Frame.data(chunk(array(choice), null), pauses));
        }

        JsonText chunk(JsonText choices, @Nullable JsonText usage) {
            List<@Nullable Object> fields = new ArrayList<>(List.of(
                    "id",
                    "chatcmpl-" + reply.id(),
                    "object",
                    "chat.completion.chunk",
                    "created",
                    reply.created(),
                    "model",
                    reply.model().id(),
                    "service_tier",
                    "default",
                    "choices",
                    choices));
            if (withUsage) {
                fields.add("usage");
                fields.add(usage);
            }
            return object(fields.toArray());
        }
    }
}
