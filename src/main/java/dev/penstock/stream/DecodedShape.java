package dev.penstock.stream;

import dev.penstock.call.Failure;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** An answer that came packed although it was asked for as it is: unpacked first, then carried like any other. */
final class DecodedShape implements Relay.Shape {
    private final AnswerDecoder decoder;
    private final Relay.Shape inner;
    private Optional<Failure> failure = Optional.empty();

    DecodedShape(AnswerDecoder decoder, Relay.Shape inner) {
        this.decoder = decoder;
        this.inner = inner;
    }

    @Override
    public Cut take(byte[] bytes) {
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream(bytes.length * 4);
        Optional<Failure> failed = decoder.feed(bytes, 0, bytes.length, unpacked::writeBytes);
        Cut cut = inner.take(unpacked.toByteArray());
        return failed.<Cut>map(f ->
                        new Cut(cut.bytes(), cut.from(), cut.length(), Optional.of(new Cut.Flaw.Malformed(f.detail()))))
                .orElse(cut);
    }

    @Override
    public Cut last() {
        failure = decoder.end();
        return inner.last();
    }

    @Override
    public RelayEnd judged() {
        return failure.<RelayEnd>map(RelayEnd.Broken::new).orElseGet(inner::judged);
    }

    @Override
    public void close() {
        decoder.close();
        inner.close();
    }
}
