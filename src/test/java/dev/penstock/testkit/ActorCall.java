package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a request asks of the actor, whatever its dialect.
 *
 * @param said the last text of the user
 * @param told what tools answered in the last turn, empty where the last turn is the user's
 * @param schema of a structured output, if one is wanted
 * @param usageInStream whether a chat stream must tell its usage
 */
record ActorCall(
        String model,
        boolean stream,
        String said,
        String told,
        List<Tool> tools,
        Optional<JsonNode> schema,
        boolean usageInStream) {

    /** A tool on offer. */
    record Tool(String name, JsonNode parameters) {}

    static ActorCall chat(JsonNode body) {
        List<Tool> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool(tool.path("function"), "parameters")));
        JsonNode messages = body.path("messages");
        JsonNode last = last(messages);
        return new ActorCall(
                body.path("model").asString(""),
                body.path("stream").asBoolean(false),
                lastOf(messages, "user"),
                last.path("role").asString("").equals("tool") ? text(last.path("content")) : "",
                tools,
                schema(body.path("response_format").path("json_schema").path("schema")),
                body.path("stream_options").path("include_usage").asBoolean(false));
    }

    static ActorCall responses(JsonNode body) {
        List<Tool> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool(tool, "parameters")));
        JsonNode input = body.path("input");
        JsonNode last = last(input);
        return new ActorCall(
                body.path("model").asString(""),
                body.path("stream").asBoolean(false),
                input.isString() ? input.asString() : lastOf(input, "user"),
                last.path("type").asString("").equals("function_call_output") ? text(last.path("output")) : "",
                tools,
                schema(body.path("text").path("format").path("schema")),
                true);
    }

    static ActorCall anthropic(JsonNode body) {
        List<Tool> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool(tool, "input_schema")));
        StringBuilder told = new StringBuilder();
        last(body.path("messages")).path("content").forEach(block -> {
            if (block.path("type").asString("").equals("tool_result")) {
                told.append(text(block.path("content")));
            }
        });
        return new ActorCall(
                body.path("model").asString(""),
                body.path("stream").asBoolean(false),
                lastOf(body.path("messages"), "user"),
                told.toString(),
                tools,
                schema(body.path("output_config").path("format").path("schema")),
                true);
    }

    /** Gemini names the model in its path, and the stream too. */
    static ActorCall gemini(JsonNode body, String model, boolean stream) {
        List<Tool> tools = new ArrayList<>();
        body.path("tools")
                .forEach(group -> group.path("functionDeclarations")
                        .forEach(tool -> tools.add(
                                tool(tool, tool.has("parametersJsonSchema") ? "parametersJsonSchema" : "parameters"))));
        StringBuilder told = new StringBuilder();
        last(body.path("contents")).path("parts").forEach(part -> {
            if (part.has("functionResponse")) {
                told.append(part.path("functionResponse").path("response"));
            }
        });
        JsonNode config = body.path("generationConfig");
        return new ActorCall(
                model,
                stream,
                lastOf(body.path("contents"), "user"),
                told.toString(),
                tools,
                schema(config.path(config.has("responseJsonSchema") ? "responseJsonSchema" : "responseSchema")),
                true);
    }

    static ActorCall converse(JsonNode body, String model, boolean stream) {
        List<Tool> tools = new ArrayList<>();
        body.path("toolConfig").path("tools").forEach(tool -> {
            JsonNode spec = tool.path("toolSpec");
            tools.add(new Tool(
                    spec.path("name").asString(""), spec.path("inputSchema").path("json")));
        });
        StringBuilder told = new StringBuilder();
        last(body.path("messages")).path("content").forEach(block -> {
            if (block.has("toolResult")) {
                told.append(text(block.path("toolResult").path("content")));
            }
        });
        return new ActorCall(
                model, stream, lastOf(body.path("messages"), "user"), told.toString(), tools, Optional.empty(), true);
    }

    /** Ollama streams unless told not to. */
    static ActorCall ollama(JsonNode body) {
        ActorCall call = chat(body);
        return new ActorCall(
                call.model,
                body.path("stream").asBoolean(true),
                call.said,
                call.told,
                call.tools,
                schema(body.path("format")),
                true);
    }

    private static Tool tool(JsonNode tool, String parameters) {
        return new Tool(tool.path("name").asString(""), tool.path(parameters));
    }

    private static Optional<JsonNode> schema(JsonNode schema) {
        return schema.isObject() ? Optional.of(schema) : Optional.empty();
    }

    private static JsonNode last(JsonNode turns) {
        return turns.path(turns.size() - 1);
    }

    private static String lastOf(JsonNode turns, String role) {
        String found = "";
        for (JsonNode turn : turns) {
            String text = text(turn.has("parts") ? turn.path("parts") : turn.path("content"));
            if (turn.path("role").asString("user").equals(role) && !text.isEmpty()) {
                found = text;
            }
        }
        return found;
    }

    /** A string, or the texts of a list of parts. */
    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }
}
