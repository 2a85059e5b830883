package dev.penstock.stream;

import java.util.Optional;
import java.util.OptionalLong;

/** Bytes that pass unread, such as audio. */
final class ByteShape implements Relay.Shape {
    private final Passage passage;
    private final OptionalLong declared;
    private long seen;

    /** @param declared the length the upstream promised; the HTTP client sees to it that no other is taken for whole */
    ByteShape(Passage passage, OptionalLong declared) {
        this.passage = passage;
        this.declared = declared;
    }

    @Override
    public Cut take(byte[] bytes) {
        seen += bytes.length;
        passage.passing(bytes, 0, bytes.length);
        if (declared.isPresent() && seen >= declared.getAsLong()) {
            passage.ending();
        }
        return new Cut(bytes, 0, bytes.length, Optional.empty());
    }

    @Override
    public Cut last() {
        return Cut.NOTHING;
    }

    @Override
    public RelayEnd judged() {
        return new RelayEnd.Whole();
    }
}
