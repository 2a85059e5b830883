package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Failure;
import dev.penstock.call.Refusal;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.stream.AnswerDecoder;
import dev.penstock.stream.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** A request body that came packed: unpacked within bounds to be read, while the packed bytes are what is sent on. */
final class PackedRequest {
    private PackedRequest() {}

    static byte[] inspect(CallScope scope, Wish wish) {
        String coding = String.join(",", wish.headers().all("content-encoding"));
        return switch (ContentCoding.of(coding)) {
            case ContentCoding.Identity same -> wish.body();
            case ContentCoding.Unreadable(Failure.Unusable failure) ->
                throw Refusal.of(415, Codes.MALFORMED, failure.detail()).thrown();
            case ContentCoding.Packed(ContentCoding.Codec codec) -> unpacked(scope, codec, wish.body());
        };
    }

    private static byte[] unpacked(CallScope scope, ContentCoding.Codec codec, byte[] packed) {
        CallBounds call = scope.snapshot.bounds();
        AnswerDecoder.Bounds bounds =
                new AnswerDecoder.Bounds(call.inflated(), call.inflatedRatio(), UNSUSPICIOUS_BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AnswerDecoder decoder = AnswerDecoder.of(codec, bounds)) {
            Optional<Failure> failed =
                    decoder.feed(packed, 0, packed.length, out::writeBytes).or(decoder::end);
            failed.ifPresent(failure -> {
                throw refused(failure).thrown();
            });
        }
        return out.toByteArray();
    }

    private static Refusal refused(Failure failure) {
        String message = "Request body cannot be unpacked: " + failure.detail();
        return failure instanceof Failure.Unusable
                ? Refusal.of(413, Codes.OUT_OF_BOUNDS, message)
                : Refusal.of(400, Codes.MALFORMED, message);
    }

    /** Small bodies may pack as well as they like. */
    static final long UNSUSPICIOUS_BYTES = 1 << 20;
}
