package dev.penstock.pipeline;

import dev.penstock.call.Usage;
import dev.penstock.dialect.AnswerReader;
import dev.penstock.stream.Passage;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One answer as it passes: read for what it used, captured for the log, timed. */
final class Metered implements Passage {
    private final AnswerReader reader;
    private final Capture capture;
    private final LongSupplier nanos;
    private final Runnable ending;
    private boolean isWhole;
    private long passed;
    private long events;
    private @Nullable Long firstByteNanos;

    Metered(AnswerReader reader, Capture capture, LongSupplier nanos, Runnable ending) {
        this.reader = reader;
        this.capture = capture;
        this.nanos = nanos;
        this.ending = ending;
    }

    @Override
    public void event(String type, byte[] data, int from, int length) {
        events++;
        reader.event(type, data, from, length);
    }

    @Override
    public void passing(byte[] bytes, int from, int length) {
        if (firstByteNanos == null) {
            firstByteNanos = nanos.getAsLong();
        }
        passed += length;
        capture.add(bytes, from, length);
    }

    /** An answer that was held until it was whole. */
    void whole(byte[] body) {
        reader.body(body);
        cameWhole();
        passing(body, 0, body.length);
    }

    /** All of it has come. */
    void cameWhole() {
        isWhole = true;
    }

    @Override
    public void ending() {
        ending.run();
    }

    @Override
    public boolean mayEnd() {
        return reader.mayEnd();
    }

    @Override
    public boolean hasEnded() {
        return isWhole || reader.hasEnded();
    }

    Usage usage() {
        return reader.usage();
    }

    Optional<String> model() {
        return reader.model();
    }

    Optional<String> serviceTier() {
        return reader.serviceTier();
    }

    Optional<String> inBandError() {
        return reader.inBandError();
    }

    CharSequence delivered() {
        return reader.delivered();
    }

    /** How long all the delivered text was, kept or not. */
    long deliveredChars() {
        return reader.deliveredChars();
    }

    /** How many events were read. */
    long events() {
        return events;
    }

    long passed() {
        return passed;
    }

    Optional<Long> firstByteNanos() {
        return Optional.ofNullable(firstByteNanos);
    }

    Capture capture() {
        return capture;
    }
}
