package dev.penstock.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A provider that acts by what it is asked: the path tells the dialect, the model's name how to behave (echo, tool, tools2,
 * noargs, json, think, len, stop, refuse, slow, err-404 and its like, instream-err, cut, nodone, crlf, split-utf8; any other
 * name behaves as the request asks). Real SDKs accept its answers.
 */
public final class ActorProvider implements AutoCloseable {
    private static final Pattern GEMINI =
            Pattern.compile(".*/models/([^/:]+):(generateContent|streamGenerateContent|countTokens)");
    private static final Pattern CONVERSE = Pattern.compile(".*/model/([^/]+)/(converse|converse-stream)");
    private static final String NO_KEY = "You didn't provide an API key.";
    private static final String WRONG_KEY = "Incorrect API key provided.";

    private final FakeProvider provider;

    private ActorProvider(FakeProvider provider) {
        this.provider = provider.answering(this::script);
    }

    public static ActorProvider start() {
        return new ActorProvider(FakeProvider.start());
    }

    public static ActorProvider start(FakeProvider.Options options) {
        return new ActorProvider(FakeProvider.start(options));
    }

    /** The fake it acts through, with its oracle. */
    public FakeProvider fake() {
        return provider;
    }

    public int port() {
        return provider.port();
    }

    public String origin() {
        return provider.origin();
    }

    @Override
    public void close() {
        provider.close();
    }

    private Script script(ReceivedRequest request) {
        String path = request.path();
        ActorErrors errors = errors(path);
        Optional<Script> refused = unauthorized(request, errors);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (request.method().equals("GET")) {
            return models(path, errors);
        }
        try {
            return answered(path, request, request.json(), errors);
        } catch (JacksonException malformed) {
            return errors.of(400, "We could not parse the JSON body of your request.");
        }
    }

    private static ActorErrors errors(String path) {
        if (path.contains("/messages")) {
            return ActorErrors.ANTHROPIC;
        }
        if (GEMINI.matcher(path).matches() || path.contains("/v1beta/")) {
            return ActorErrors.GEMINI;
        }
        if (path.contains("/model/")) {
            return ActorErrors.BEDROCK;
        }
        if (path.endsWith("/api/chat")) {
            return ActorErrors.OLLAMA;
        }
        return path.endsWith("/v2/chat") ? ActorErrors.COHERE : ActorErrors.OPENAI;
    }

    /** Any credential in a place where the provider looks will do, unless it says it is wrong. */
    private static Optional<Script> unauthorized(ReceivedRequest request, ActorErrors errors) {
        List<String> slots = new ArrayList<>(List.of("authorization", "api-key", "x-api-key", "x-goog-api-key"));
        List<String> keys = slots.stream()
                .flatMap(slot -> request.headers().all(slot).stream())
                .toList();
        boolean inQuery = request.target().matches(".*[?&]key=.+");
        if (keys.isEmpty() && !inQuery && errors != ActorErrors.OLLAMA) {
            return Optional.of(errors.of(errors == ActorErrors.GEMINI ? 403 : 401, NO_KEY));
        }
        return keys.stream().anyMatch(key -> key.contains("wrong-key"))
                ? Optional.of(errors.of(401, WRONG_KEY))
                : Optional.empty();
    }

    private static Script answered(String path, ReceivedRequest request, JsonNode body, ActorErrors errors) {
        Matcher gemini = GEMINI.matcher(path);
        if (gemini.matches()) {
            return gemini(gemini.group(1), gemini.group(2), request, body, errors);
        }
        Matcher converse = CONVERSE.matcher(path);
        if (converse.matches()) {
            String model = URLDecoder.decode(converse.group(1), StandardCharsets.UTF_8);
            boolean stream = converse.group(2).equals("converse-stream");
            return play(ActorCall.converse(body, model, stream), Events.converse(), errors);
        }
        Optional<String> invalid = invalid(path, request, body);
        if (invalid.isPresent()) {
            return errors.of(400, invalid.get());
        }
        if (path.endsWith("/messages/count_tokens")) {
            return Script.json(200, Json.text(Json.object("input_tokens", tokens(request))));
        }
        return conversation(path, body, errors);
    }

    private static Script conversation(String path, JsonNode body, ActorErrors errors) {
        if (path.endsWith("/chat/completions")) {
            return play(ActorCall.chat(body), Events.chat(), errors);
        }
        if (path.endsWith("/responses")) {
            return play(ActorCall.responses(body), Events.responses(), errors);
        }
        if (path.endsWith("/messages")) {
            return play(ActorCall.anthropic(body), Events.anthropic(), errors);
        }
        if (path.endsWith("/v2/chat")) {
            return play(ActorCall.chat(body), Events.cohere(), errors);
        }
        if (path.endsWith("/api/chat")) {
            return play(ActorCall.ollama(body), Events.ollama(), errors);
        }
        return path.endsWith("/embeddings") ? embeddings(body, errors) : errors.of(404, "Unknown request URL: " + path);
    }

    /** A few of the rules by which providers refuse a request: those that a careless gateway would break. */
    private static Optional<String> invalid(String path, ReceivedRequest request, JsonNode body) {
        boolean talks = path.endsWith("/chat/completions") || path.contains("/messages");
        if (talks && body.path("messages").isEmpty()) {
            return Optional.of("messages: at least one message is required");
        }
        if (path.endsWith("/messages") && !body.has("max_tokens")) {
            return Optional.of("max_tokens: Field required");
        }
        if (path.contains("/messages") && request.header("anthropic-version").isEmpty()) {
            return Optional.of("anthropic-version: header is required");
        }
        if (path.endsWith("/chat/completions")
                && body.has("stream_options")
                && !body.path("stream").asBoolean(false)) {
            return Optional.of("The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        return path.endsWith("/responses") && !body.has("input")
                ? Optional.of("Missing required parameter: 'input'.")
                : Optional.empty();
    }

    private static Script gemini(
            String model, String method, ReceivedRequest request, JsonNode body, ActorErrors errors) {
        if (method.equals("countTokens")) {
            return Script.json(200, Json.text(Json.object("totalTokens", tokens(request))));
        }
        if (body.path("contents").isEmpty()) {
            return errors.of(400, "* GenerateContentRequest.contents: contents is not specified");
        }
        boolean stream = method.equals("streamGenerateContent");
        return play(ActorCall.gemini(body, model, stream), Events.gemini(), errors);
    }

    private static Script play(ActorCall call, Events dialect, ActorErrors errors) {
        Optional<Integer> status = ActorMood.error(call.model());
        if (status.isPresent()) {
            return errors.of(status.get(), "The model answers " + status.get() + ", as it was asked to.");
        }
        ActorMood mood = ActorMood.of(call.model());
        Events events = dialect.story(ActorStory.of(call, mood));
        return call.stream() ? streamed(events, mood) : whole(events, mood, errors);
    }

    private static Script streamed(Events events, ActorMood mood) {
        return switch (mood) {
            case INSTREAM_ERR ->
                events.failing("The server had an error while processing your request.")
                        .script();
            case CUT ->
                events.script().closeAfterPieces(events.withoutEnd().list().size());
            case NODONE -> events.withoutLast().script();
            case CRLF -> events.crlf().script();
            case SPLIT_UTF8 -> events.script().split(Cutter.eachByte());
            case SLOW -> events.script().delayBefore(Duration.ofMillis(300)).delayBetween(Duration.ofMillis(100));
            case ECHO, TOOL, TOOLS2, NOARGS, JSON, THINK, LEN, STOP, REFUSE, AUTO -> events.script();
        };
    }

    private static Script whole(Events events, ActorMood mood, ActorErrors errors) {
        return switch (mood) {
            case INSTREAM_ERR -> errors.of(500, "The server had an error while processing your request.");
            case CUT -> events.wholeScript().closeAfterBody(40);
            case SPLIT_UTF8 -> events.wholeScript().split(Cutter.eachByte());
            case SLOW -> events.wholeScript().delayBefore(Duration.ofMillis(300));
            case NODONE, CRLF, ECHO, TOOL, TOOLS2, NOARGS, JSON, THINK, LEN, STOP, REFUSE, AUTO -> events.wholeScript();
        };
    }

    private static Script embeddings(JsonNode body, ActorErrors errors) {
        String model = body.path("model").asString("");
        Optional<Integer> status = ActorMood.error(model);
        if (status.isPresent()) {
            return errors.of(status.get(), "The model answers " + status.get() + ", as it was asked to.");
        }
        int inputs = body.path("input").isArray() ? body.path("input").size() : 1;
        boolean base64 = body.path("encoding_format").asString("").equals("base64");
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            // 0.5 and 0.25 as little-endian floats, for clients that ask for base64.
            Object vector = base64 ? "AAAAPwAAgD4=" : List.of(0.5, 0.25);
            data.add(Json.object("object", "embedding", "index", i, "embedding", vector));
        }
        Object usage = Json.object("prompt_tokens", 5 * inputs, "total_tokens", 5 * inputs);
        return Script.json(200, Json.text(Json.object("object", "list", "data", data, "model", model, "usage", usage)));
    }

    private static Script models(String path, ActorErrors errors) {
        if (path.endsWith("/models")) {
            return Script.json(
                    200, Json.text(Json.object("object", "list", "data", List.of(model("echo"), model("tool")))));
        }
        return path.contains("/models/")
                ? Script.json(200, Json.text(model(path.substring(path.lastIndexOf('/') + 1))))
                : errors.of(404, "Unknown request URL: GET " + path);
    }

    private static Object model(String id) {
        return Json.object("id", id, "object", "model", "created", Story.CREATED, "owned_by", "system");
    }

    private static long tokens(ReceivedRequest request) {
        return Math.max(1, request.bodyLength() / 4);
    }
}
