package dev.penstock.pipeline;

import dev.penstock.attempt.Attempt;
import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.call.Framing;
import dev.penstock.call.Outcome;
import dev.penstock.call.UsageRules;
import dev.penstock.dialect.AnswerReader;
import dev.penstock.dialect.AnswerReaders;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.ContentCoding;
import dev.penstock.stream.Patience;
import dev.penstock.stream.Relays;
import dev.penstock.upstream.Reply;
import dev.penstock.upstream.Upstream;
import io.vertx.core.Future;
import java.util.Optional;

/** Brings an answer to its client: a stream event by event, a body whole or not at all, other bytes as they come. */
final class Delivery {
    /** Characters of delivered text kept to be counted where no usage is reported. */
    private static final int DELIVERED_CHARS = 256 * 1024;

    private Delivery() {}

    /** How the delivery ended for the client. */
    record End(Outcome outcome, Optional<Failure> failure) {
        static final End WHOLE = new End(Outcome.WHOLE, Optional.empty());
    }

    static Future<End> of(CallScope scope, Attempt attempt) {
        return switch (attempt.reply()) {
            case Reply.NotAnswered(Failure failure) -> ProviderFailed.tell(scope, failure);
            case Reply.Answered answered
            when isProvidersFault(answered.status()) && scope.cached.hasStandIn() -> {
                attempt.call().cancel();
                yield ProviderFailed.tell(scope, Failure.of(answered.status()));
            }
            case Reply.Answered answered -> answered(scope, attempt, answered);
            case Reply.Shared shared -> {
                scope.served = attempt;
                // Nothing else gives such a reply.
                yield ((CachedCall) attempt.call()).deliver();
            }
        };
    }

    private static Future<End> answered(CallScope scope, Attempt attempt, Reply.Answered answered) {
        Step step = scope.steps.get(attempt.step());
        scope.answeredBy(attempt);
        scope.status = answered.status();
        scope.framed = answered.framed();
        String coding = String.join(",", answered.headers().all("content-encoding"));
        return switch (ContentCoding.of(coding)) {
            case ContentCoding.Unreadable(Failure.Unusable failure) -> ProviderFailed.tell(scope, failure);
            case ContentCoding.Packed(ContentCoding.Codec codec) -> carried(scope, step, answered, Optional.of(codec));
            case ContentCoding.Identity same -> carried(scope, step, answered, Optional.empty());
        };
    }

    private static Future<End> carried(
            CallScope scope, Step step, Reply.Answered answered, Optional<ContentCoding.Codec> codec) {
        Framing framing = framing(step, answered);
        share(scope, framing);
        scope.back = AnswerHead.of(scope, answered.headers(), codec.isPresent());
        scope.metered = metered(scope, step);
        Engine engine = scope.engine;
        Optional<AnswerDecoder> decoder = codec.map(c -> AnswerDecoder.of(c, bounds(scope.snapshot.bounds(), framing)));
        decoder.ifPresent(d -> scope.release(d::close));
        Relays relays = new Relays(
                engine.vertx(),
                engine.nanos(),
                answered.body(),
                scope.outlet.sink(),
                patience(scope),
                Upstream::broken,
                decoder);
        return switch (framing) {
            case SSE, NDJSON, EVENT_STREAM, JSON_ARRAY ->
                new StreamDelivery(scope, step, scope.metered, relays, framing).run();
            case WHOLE -> new HeldDelivery(scope, scope.metered, answered, relays).run();
            case BYTES -> new ByteDelivery(scope, scope.metered, answered, relays).run(new byte[0]);
        };
    }

    /** Each reader of a hub has a deadline of its own: one who reads slowly must not end the answer for all. */
    private static Patience patience(CallScope scope) {
        Patience patience = scope.snapshot.bounds().patience();
        return scope.outlet instanceof HubOutlet
                ? new Patience(patience.idle(), patience.total(), patience.total())
                : patience;
    }

    /** Where others read the answer, too, it goes to all of them. */
    private static void share(CallScope scope, Framing framing) {
        HubOutlet lead = scope.lead;
        if (lead != null && !lead.flight().isOver()) {
            scope.outlet = lead.as(framing);
            scope.resume.offer(lead.flight().hub, framing, scope.status);
        }
    }

    static boolean isProvidersFault(int status) {
        return status >= 500 || status == 429;
    }

    /** Error answers are read whole whatever they call themselves: some providers label them as streams. */
    private static Framing framing(Step step, Reply.Answered answered) {
        String type = answered.headers().first("content-type").orElse("");
        boolean array = step.route().dialect() == Dialect.GEMINI && step.streams();
        Framing framing = Framing.of(type, array);
        boolean fine = answered.status() >= 200 && answered.status() < 300;
        return fine ? framing : Framing.WHOLE;
    }

    private static AnswerDecoder.Bounds bounds(CallBounds call, Framing framing) {
        long most = framing == Framing.WHOLE ? call.inflated() : Long.MAX_VALUE;
        return new AnswerDecoder.Bounds(most, call.inflatedRatio(), PackedRequest.UNSUSPICIOUS_BYTES);
    }

    private static Metered metered(CallScope scope, Step step) {
        AnswerReader reader =
                AnswerReaders.of(step.route().dialect(), step.route().rules(), DELIVERED_CHARS);
        Capture capture = capture(scope, step.options());
        return new Metered(
                reader, capture, scope.engine.nanos(), () -> scope.onRecord.put(Outcome.WHOLE, Optional.empty()));
    }

    /** Of an answer that was made for another call nothing is read, but how much of it passes. */
    static Metered unread(CallScope scope, CallOptions options) {
        AnswerReader reader = AnswerReaders.of(Dialect.OPAQUE, UsageRules.UNASKED, 0);
        return new Metered(reader, capture(scope, options), scope.engine.nanos(), () -> {});
    }

    /** Keeps the answer for the log, where it is logged. */
    private static Capture capture(CallScope scope, CallOptions options) {
        boolean logs = scope.gateway != null && options.logs(scope.gateway) && options.logsPayload();
        Capture capture = new Capture(
                scope.engine.captures(), logs ? scope.snapshot.bounds().logBody() : 0);
        scope.release(capture::release);
        return capture;
    }
}
