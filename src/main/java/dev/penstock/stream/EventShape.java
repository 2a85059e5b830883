package dev.penstock.stream;

import dev.penstock.call.Failure;

/** A stream of events: whole events leave, a broken one does not. */
final class EventShape implements Relay.Shape {
    private final EventCutter cutter;
    private final Passage passage;
    private boolean endingTold;

    EventShape(EventCutter cutter, Passage passage) {
        this.cutter = cutter;
        this.passage = passage;
    }

    @Override
    public Cut take(byte[] bytes) {
        return told(cutter.feed(bytes, 0, bytes.length, passage));
    }

    @Override
    public Cut last() {
        if (!cutter.pending()) {
            return Cut.NOTHING;
        }
        // An event without its ending is sent on only if it ends the stream: else it may be half an event. Its data
        // alone
        // must say so, because half an error event has its whole type.
        Cut rest = cutter.finish((type, data, from, length) -> passage.event("", data, from, length));
        return passage.mayEnd() ? told(rest) : Cut.NOTHING;
    }

    @Override
    public RelayEnd judged() {
        if (!cutter.whole()) {
            return new RelayEnd.Broken(new Failure.Broken("stream ended inside an event"));
        }
        if (!passage.mayEnd()) {
            return new RelayEnd.Broken(new Failure.Broken("stream ended without its terminal event"));
        }
        return new RelayEnd.Whole();
    }

    private Cut told(Cut cut) {
        if (!cut.isEmpty()) {
            passage.passing(cut.bytes(), cut.from(), cut.length());
        }
        if (passage.hasEnded() && !endingTold) {
            endingTold = true;
            passage.ending();
        }
        return cut;
    }
}
