package dev.penstock.demo;

import static dev.penstock.json.JsonText.array;
import static dev.penstock.json.JsonText.object;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Refusal;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model provider on loopback that needs no account: OpenAI's chat and responses, Anthropic's messages and Google's
 * generateContent, streamed at a human pace. Any credential is accepted and none is looked at.
 */
public final class DemoProvider {
    /** The usual pause between tokens: about thirty a second. */
    public static final Duration HUMAN_PACE = Duration.ofMillis(33);

    private static final Pattern GEMINI =
            Pattern.compile("/v1beta/models/([^/:]+):(generateContent|streamGenerateContent)");

    private final Vertx vertx;
    private final HttpServer server;
    private final Answering answering;
    private final InstantSource clock;
    private final Duration pace;

    private DemoProvider(Vertx vertx, RandomGenerator random, InstantSource clock, Duration pace) {
        this.vertx = vertx;
        this.clock = clock;
        this.pace = pace;
        this.answering = new Answering(random, clock);
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false));
    }

    /**
     * Starts on a free port of 127.0.0.1.
     *
     * @param random makes ids; used by one event loop only
     * @param pace the pause between tokens; the first token waits six of them, zero waits for nothing
     */
    public static Future<DemoProvider> start(Vertx vertx, RandomGenerator random, InstantSource clock, Duration pace) {
        DemoProvider demo = new DemoProvider(vertx, random, clock, pace);
        return demo.server.requestHandler(demo::accept).listen().map(listening -> demo);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void accept(HttpServerRequest request) {
        String requestId = "req_" + answering.id();
        request.response().putHeader("x-request-id", requestId).putHeader("request-id", requestId);
        Wire wire = wire(request);
        BoundedBody.read(request, JsonTree.MAX_BYTES)
                .onSuccess(body -> answer(request, wire, body, requestId))
                .onFailure(refused -> refuse(request.response(), wire, refused, requestId));
    }

    private void answer(HttpServerRequest request, Wire wire, Buffer body, String requestId) {
        try {
            if (request.method().equals(HttpMethod.GET) && path(request).equals("/v1/models")) {
                send(request.response(), 200, models());
                return;
            }
            Question question = read(request, wire, body);
            answer(request.response(), wire, question);
        } catch (CallRefused refused) {
            refuse(request.response(), wire, refused, requestId);
        }
    }

    private static Question read(HttpServerRequest request, Wire wire, Buffer body) {
        if (!isServed(request)) {
            String asked = request.method() + " " + request.path();
            throw Refusal.of(404, 0, "The demo does not serve " + asked + ".").thrown();
        }
        try {
            JsonTree tree = JsonTree.read(body.getBytes());
            if (!tree.isObject()) {
                throw Fields.refused("The request body is not a JSON object.");
            }
            return wire.read(tree);
        } catch (JsonMalformed malformed) {
            throw Fields.refused("We could not parse the request body: " + malformed.getMessage() + ".");
        }
    }

    private void answer(HttpServerResponse response, Wire wire, Question question) {
        Reply reply = answering.to(question);
        Duration modelPace = pace.multipliedBy(question.model().quarters()).dividedBy(4);
        if (!question.stream()) {
            response.putHeader("content-type", "application/json");
            Frame whole = new Frame(wire.whole(reply).text(), 2 * Frame.THINKING);
            Playback.start(vertx, response.setChunked(true), List.of(whole), modelPace);
            return;
        }
        response.putHeader("content-type", wire.streamType()).putHeader("cache-control", "no-cache");
        Playback.start(vertx, response.setChunked(true), wire.frames(reply, question), modelPace);
    }

    private static Wire wire(HttpServerRequest request) {
        String path = path(request);
        Matcher gemini = GEMINI.matcher(path);
        if (gemini.matches()) {
            boolean stream = gemini.group(2).startsWith("stream");
            return new GeminiWire(gemini.group(1), stream, "sse".equals(request.getParam("alt")));
        }
        return switch (path) {
            case "/v1/responses" -> new ResponsesWire();
            case "/v1/messages" -> new MessagesWire();
            default -> new ChatWire();
        };
    }

    private static boolean isServed(HttpServerRequest request) {
        String path = path(request);
        return request.method().equals(HttpMethod.POST)
                && (List.of("/v1/chat/completions", "/v1/responses", "/v1/messages")
                                .contains(path)
                        || GEMINI.matcher(path).matches());
    }

    /** A request line may carry no path (OPTIONS *). */
    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "" : path;
    }

    private JsonText models() {
        long created = clock.instant().getEpochSecond();
        List<JsonText> models = Arrays.stream(Model.values())
                .map(model -> object("id", model.id(), "object", "model", "created", created, "owned_by", "penstock"))
                .toList();
        return object("object", "list", "data", array(models.toArray()));
    }

    private static void refuse(HttpServerResponse response, Wire wire, Throwable why, String requestId) {
        if (response.ended() || response.closed()) {
            return;
        }
        Refusal refusal = why instanceof CallRefused refused
                ? refused.refusal()
                : Refusal.of(400, 0, "The request body could not be read.");
        if (refusal.closes()) {
            response.putHeader("connection", "close");
        }
        send(response, refusal.status(), wire.error(refusal.status(), refusal.message(), requestId));
    }

    private static void send(HttpServerResponse response, int status, JsonText body) {
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.text());
    }
}
