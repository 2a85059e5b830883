package dev.penstock.dialect;

import dev.penstock.call.Dialect;
import dev.penstock.call.Failure;
import dev.penstock.call.UsageRules;
import java.time.Instant;
import java.util.Arrays;

/**
 * Tells, event by event, when an answer's content begins: anything its client can see or act on, or its end. Until then
 * a failure can be replaced unseen. Only frames that are known to open a dialect's streams are no content: what is not
 * known is never held back. Owned by one call; of no use behind the first event that is no start-up frame.
 */
public final class FirstContent {
    private final Dialect dialect;
    private final AnswerReader reader;
    private String errorType = "";
    private byte[] error = new byte[0];

    /** What an event is, as far as its stream has come. */
    public enum Seen {
        /** It only opens the stream. */
        START_UP,
        /** It has content, or ends an answer that has none. */
        CONTENT,
        /** It tells that the answer failed. */
        FAILED
    }

    private FirstContent(Dialect dialect) {
        this.dialect = dialect;
        // Of usage nothing is asked here, so any rules do.
        reader = AnswerReaders.of(dialect, UsageRules.UNASKED, 0);
    }

    public static FirstContent of(Dialect dialect) {
        return new FirstContent(dialect);
    }

    /** One whole event, as an {@link AnswerReader} takes it. */
    public Seen event(String type, byte[] data, int from, int length) {
        reader.event(type, data, from, length);
        if (reader.inBandError().isPresent()) {
            return failed(type, data, from, length);
        }
        boolean shows = reader.deliveredChars() > 0 || mayEnd();
        return !shows && StartUpFrames.isOne(dialect, type, data, from, length) ? Seen.START_UP : Seen.CONTENT;
    }

    /** The whole body of an answer that is no stream. */
    public Seen body(byte[] body) {
        reader.body(body);
        return reader.inBandError().isPresent() ? failed("", body, 0, body.length) : Seen.CONTENT;
    }

    /** Whether a clean end of bytes now would be a whole answer. */
    public boolean mayEnd() {
        return reader.mayEnd() || reader.hasEnded();
    }

    /** Why it failed, once it was seen to have. */
    public Failure failure(Instant now) {
        return FailureReading.inBand(errorType, error, 0, error.length, now);
    }

    private Seen failed(String type, byte[] data, int from, int length) {
        errorType = type;
        byte[] inner = dialect == Dialect.BEDROCK_INVOKE ? InvokeAnswer.chunk(data, from, length) : new byte[0];
        error = inner.length > 0
                ? inner
                : Arrays.copyOfRange(data, from, from + Math.min(length, FailureReading.MOST_BODY));
        return Seen.FAILED;
    }
}
