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

/** OpenAI's responses: named events with sequence numbers, the full response in the terminal one, no [DONE]. */
final class ResponsesWire implements Wire {
    /** What every response repeats of its settings. */
    private static final List<Object> SETTINGS = List.of(
            "background",
            false,
            "error",
            JsonText.NULL,
            "instructions",
            JsonText.NULL,
            "metadata",
            object(),
            "parallel_tool_calls",
            true,
            "previous_response_id",
            JsonText.NULL,
            "service_tier",
            "default",
            "store",
            false,
            "temperature",
            1,
            "tool_choice",
            "auto",
            "tools",
            array(),
            "top_p",
            1,
            "truncation",
            "disabled");

    @Override
    public Question read(JsonTree body) {
        Model model = Model.named(Fields.requiredText(body, "model"));
        if (!body.at("previous_response_id").isAbsent()) {
            throw Fields.refused("The demo keeps no responses; send the whole conversation as 'input'.");
        }
        JsonTree input = body.at("input");
        Optional<String> plain = input.text();
        List<JsonTree> items = plain.isPresent() ? List.of() : Fields.requiredItems(body, "input");
        String lastUser = plain.orElse("");
        for (JsonTree item : items) {
            boolean isUser = item.at("role").text().equals(Optional.of("user"));
            lastUser = isUser ? Fields.text(item.at("content")) : lastUser;
        }
        JsonTree choice = body.at("tool_choice");
        boolean answersTool =
                !items.isEmpty() && items.getLast().at("type").text().equals(Optional.of("function_call_output"));
        boolean noTools = answersTool || choice.text().equals(Optional.of("none"));
        return new Question(
                model,
                body.at("stream").isTrue(),
                Fields.text(body.at("instructions")) + plain.orElseGet(input::toString) + body.at("tools"),
                lastUser,
                noTools ? List.of() : tools(body, choice.at("name").text()),
                choice.isObject() || choice.text().equals(Optional.of("required")),
                Fields.limit(body.at("max_output_tokens")),
                true);
    }

    private static List<Question.Tool> tools(JsonTree body, Optional<String> chosen) {
        return body.at("tools").items().stream()
                .filter(tool -> tool.at("type").text().equals(Optional.of("function")))
                .map(tool -> new Question.Tool(Fields.requiredText(tool, "name"), tool.at("parameters")))
                .filter(tool -> chosen.isEmpty() || chosen.get().equals(tool.name()))
                .toList();
    }

    @Override
    public JsonText whole(Reply reply) {
        return response(reply, reply.end() == Reply.End.LENGTH ? "incomplete" : "completed", array(item(reply)));
    }

    @Override
    public List<Frame> frames(Reply reply, Question question) {
        Events events = new Events();
        JsonText begun = response(reply, "in_progress", array());
        events.add("response.created", 0, "response", begun);
        events.add("response.in_progress", 0, "response", begun);
        reply.call().ifPresentOrElse(call -> call(events, reply, call), () -> message(events, reply));
        events.add("response.output_item.done", 0, "output_index", 0, "item", item(reply));
        String terminal = reply.end() == Reply.End.LENGTH ? "response.incomplete" : "response.completed";
        events.add(terminal, 0, "response", whole(reply));
        return events.frames;
    }

    private static void message(Events events, Reply reply) {
        String id = "msg_" + reply.id();
        JsonText empty = message(reply, "in_progress", array());
        events.add("response.output_item.added", Frame.THINKING, "output_index", 0, "item", empty);
        events.part("response.content_part.added", id, 0, "part", text(""));
        for (String piece : reply.pieces()) {
            events.part("response.output_text.delta", id, 1, "delta", piece, "logprobs", array());
        }
        events.part("response.output_text.done", id, 0, "text", reply.text(), "logprobs", array());
        events.part("response.content_part.done", id, 0, "part", text(reply.text()));
    }

    private static void call(Events events, Reply reply, Reply.Call call) {
        String id = "fc_" + reply.id();
        JsonText empty = call(reply, call, "in_progress", "");
        events.add("response.output_item.added", Frame.THINKING, "output_index", 0, "item", empty);
        String type = "response.function_call_arguments";
        for (String piece : call.pieces()) {
            events.add(type + ".delta", 1, "item_id", id, "output_index", 0, "delta", piece);
        }
        String all = call.arguments().text();
        events.add(type + ".done", 0, "item_id", id, "output_index", 0, "name", call.name(), "arguments", all);
    }

    @Override
    public JsonText error(int status, String message, String requestId) {
        return object("error", OpenAiError.of(status, message));
    }

    private static JsonText item(Reply reply) {
        String status = reply.end() == Reply.End.LENGTH ? "incomplete" : "completed";
        return reply.call()
                .map(call -> call(reply, call, status, call.arguments().text()))
                .orElseGet(() -> message(reply, status, array(text(reply.text()))));
    }

    private static JsonText message(Reply reply, String status, JsonText content) {
        return object(
                "id",
                "msg_" + reply.id(),
                "type",
                "message",
                "status",
                status,
                "role",
                "assistant",
                "content",
                content);
    }

    private static JsonText call(Reply reply, Reply.Call call, String status, String arguments) {
        return object(
                "id",
                "fc_" + reply.id(),
                "type",
                "function_call",
                "status",
                status,
                "call_id",
                "call_" + reply.id(),
                "name",
                call.name(),
                "arguments",
                arguments);
    }

    private static JsonText text(String text) {
        return object("type", "output_text", "text", text, "annotations", array(), "logprobs", array());
    }

    private static JsonText response(Reply reply, String status, JsonText output) {
        boolean incomplete = status.equals("incomplete");
        JsonText details = incomplete ? object("reason", "max_output_tokens") : JsonText.NULL;
        List<@Nullable Object> fields = new ArrayList<>(List.of(
                "id",
                "resp_" + reply.id(),
                "object",
                "response",
                "created_at",
                reply.created(),
                "status",
                status,
                "model",
                reply.model().id(),
                "output",
                output,
                "incomplete_details",
                details,
                "usage",
                status.equals("in_progress") ? JsonText.NULL : usage(reply)));
        fields.addAll(SETTINGS);
        return object(fields.toArray());
    }

    private static JsonText usage(Reply reply) {
        return object(
                "input_tokens", reply.inputTokens(),
                "input_tokens_details", object("cached_tokens", reply.cachedTokens()),
                "output_tokens", reply.outputTokens(),
                "output_tokens_details", object("reasoning_tokens", 0),
                "total_tokens", reply.totalTokens());
    }

    /** The events of one stream, numbered as they are added. */
    private record Events(List<Frame> frames) {
        Events() {
            this(new ArrayList<>());
        }

        void add(String type, int pauses, @Nullable Object... fields) {
            List<@Nullable Object> all = new ArrayList<>(List.of("type", type, "sequence_number", frames.size()));
            all.addAll(Arrays.asList(fields));
            frames.add(Frame.event(type, object(all.toArray()), pauses));
        }

        void part(String type, String item, int pauses, @Nullable Object... fields) {
            List<@Nullable Object> all =
                    new ArrayList<>(List.of("item_id", item, "output_index", 0, "content_index", 0));
            all.addAll(Arrays.asList(fields));
            add(type, pauses, all.toArray());
        }
    }
}
