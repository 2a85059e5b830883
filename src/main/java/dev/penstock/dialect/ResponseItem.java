package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of one output item: added, what fills it, done with the whole of it. */
final class ResponseItem {
    private final ResponsesStream stream;
    private final int index;
    private final RawValue whole;
    private final Map<String, RawValue> item;
    private final Part.Fields added;

    ResponseItem(ResponsesStream stream, int index, RawValue whole) {
        this.stream = stream;
        this.index = index;
        this.whole = whole;
        item = RawJson.members(whole);
        added = Part.Fields.of(item);
        if (item.containsKey("status")) {
            added.set("status", "in_progress");
        }
    }

    void write() {
        String type = RawJson.text(item, "type");
        switch (type) {
            case "message" -> message();
            case "reasoning" -> reasoning();
            case "function_call" -> text("arguments", "response.function_call_arguments");
            case "custom_tool_call" -> text("input", "response.custom_tool_call_input");
            case "web_search_call" -> search(type, "action");
            case "file_search_call" -> search(type, "");
            case "code_interpreter_call" -> code();
            case "mcp_list_tools" -> listTools();
            case "mcp_approval_request", "compaction" -> added();
            default -> throw new Inexact("an item we cannot cut: " + RawJson.shown(type));
        }
        stream.event("response.output_item.done", at().set("item", Part.of(whole)));
    }

    private void message() {
        List<RawValue> contents = RawJson.elements(RawJson.needed(item, "content"));
        added.set("content", new Part.Items());
        added();
        for (int content = 0; content < contents.size(); content++) {
            Map<String, RawValue> part = RawJson.members(contents.get(content));
            switch (RawJson.text(part, "type")) {
                case "output_text" -> outputText(content, part, contents.get(content));
                case "refusal" -> part(content, part, contents.get(content), "refusal", "response.refusal", null);
                default -> throw new Inexact("a message's content we cannot cut");
            }
        }
    }

    private void outputText(int content, Map<String, RawValue> part, RawValue told) {
        part(content, part, told, "text", "response.output_text", part.get("logprobs"));
    }

    /** A part of a message or of a reasoning's content: added empty, its text, done. */
    private void part(
            int content,
            Map<String, RawValue> part,
            RawValue told,
            String field,
            String event,
            @Nullable RawValue logprobs) {
        Part.Fields empty = Part.Fields.of(part).set(field, "");
        emptyList(empty, part, "annotations");
        emptyList(empty, part, "logprobs");
        stream.event("response.content_part.added", within(content).set("part", empty));
        RawValue text = RawJson.needed(part, field);
        if (!RawJson.isText(text)) {
            throw new Inexact("a text that is none");
        }
        if (!RawJson.isEmptyText(text)) {
            stream.event(event + ".delta", withLogprobs(within(content).set("delta", Part.of(text)), logprobs));
        }
        annotations(content, part);
        stream.event(event + ".done", withLogprobs(within(content).set(field, Part.of(text)), logprobs));
        stream.event("response.content_part.done", within(content).set("part", Part.of(told)));
    }

    private static void emptyList(Part.Fields empty, Map<String, RawValue> part, String name) {
        RawValue list = part.get(name);
        if (list != null && list.isArray()) {
            empty.set(name, new Part.Items());
        }
    }

    private static Part.Fields withLogprobs(Part.Fields event, @Nullable RawValue logprobs) {
        return logprobs != null && logprobs.isArray() ? event.set("logprobs", Part.of(logprobs)) : event;
    }

    private void annotations(int content, Map<String, RawValue> part) {
        RawValue list = RawJson.given(part, "annotations");
        if (list == null) {
            return;
        }
        List<RawValue> annotations = RawJson.elements(list);
        for (int i = 0; i < annotations.size(); i++) {
            stream.event(
                    "response.output_text.annotation.added",
                    within(content).set("annotation_index", i).set("annotation", Part.of(annotations.get(i))));
        }
    }

    private void reasoning() {
        RawValue content = RawJson.given(item, "content");
        List<RawValue> summaries = RawJson.elements(RawJson.needed(item, "summary"));
        List<RawValue> contents = content == null ? List.of() : RawJson.elements(content);
        added.set("summary", new Part.Items());
        if (!contents.isEmpty()) {
            added.set("content", new Part.Items());
        }
        added();
        for (int i = 0; i < summaries.size(); i++) {
            summary(i, RawJson.members(summaries.get(i)), summaries.get(i));
        }
        for (int i = 0; i < contents.size(); i++) {
            Map<String, RawValue> part = RawJson.members(contents.get(i));
            if (!RawJson.text(part, "type").equals("reasoning_text")) {
                throw new Inexact("a reasoning's content we cannot cut");
            }
            part(i, part, contents.get(i), "text", "response.reasoning_text", null);
        }
    }

    private void summary(int summary, Map<String, RawValue> part, RawValue told) {
        Part.Fields empty = Part.Fields.of(part).set("text", "");
        RawValue text = RawJson.needed(part, "text");
        stream.event(
                "response.reasoning_summary_part.added", summarised(summary).set("part", empty));
        if (!RawJson.isText(text)) {
            throw new Inexact("a text that is none");
        }
        if (!RawJson.isEmptyText(text)) {
            stream.event(
                    "response.reasoning_summary_text.delta", summarised(summary).set("delta", Part.of(text)));
        }
        stream.event("response.reasoning_summary_text.done", summarised(summary).set("text", Part.of(text)));
        stream.event("response.reasoning_summary_part.done", summarised(summary).set("part", Part.of(told)));
    }

    /** An item that is filled by one text. */
    private void text(String field, String event) {
        RawValue text = RawJson.needed(item, field);
        if (!RawJson.isText(text)) {
            throw new Inexact("a text that is none");
        }
        added.set(field, "");
        added();
        if (!RawJson.isEmptyText(text)) {
            stream.event(event + ".delta", named().set("delta", Part.of(text)));
        }
        stream.event(event + ".done", named().set(field, Part.of(text)));
    }

    private void search(String type, String late) {
        completed();
        added.without(late);
        for (String list : List.of("queries", "results")) {
            emptied(list);
        }
        added();
        for (String step : List.of("in_progress", "searching", "completed")) {
            stream.event("response." + type + "." + step, named());
        }
    }

    /** Queries are empty and results null until they are known. */
    private void emptied(String list) {
        if (item.containsKey(list)) {
            added.set(list, list.equals("queries") ? new Part.Items() : Part.nothing());
        }
    }

    private void code() {
        completed();
        RawValue code = RawJson.needed(item, "code");
        if (!RawJson.isText(code)) {
            throw new Inexact("a text that is none");
        }
        added.set("code", "");
        if (item.containsKey("outputs")) {
            added.set("outputs", Part.nothing());
        }
        added();
        stream.event("response.code_interpreter_call.in_progress", named());
        if (!RawJson.isEmptyText(code)) {
            stream.event("response.code_interpreter_call_code.delta", named().set("delta", Part.of(code)));
        }
        stream.event("response.code_interpreter_call_code.done", named().set("code", Part.of(code)));
        stream.event("response.code_interpreter_call.interpreting", named());
        stream.event("response.code_interpreter_call.completed", named());
    }

    private void listTools() {
        if (RawJson.given(item, "error") != null) {
            throw new Inexact("a list of tools that failed");
        }
        added.set("tools", new Part.Items());
        added();
        stream.event("response.mcp_list_tools.in_progress", named());
        stream.event("response.mcp_list_tools.completed", named());
    }

    /** A server's tool that failed has other events. */
    private void completed() {
        if (!RawJson.text(item, "status").equals("completed")) {
            throw new Inexact("a call that was not completed");
        }
    }

    private void added() {
        stream.event("response.output_item.added", at().set("item", added));
    }

    private Part.Fields at() {
        return new Part.Fields().set("output_index", index);
    }

    private Part.Fields named() {
        return new Part.Fields()
                .set("item_id", Part.of(RawJson.needed(item, "id")))
                .setAll(at());
    }

    private Part.Fields within(int content) {
        return named().set("content_index", content);
    }

    private Part.Fields summarised(int summary) {
        return named().set("summary_index", summary);
    }
}
