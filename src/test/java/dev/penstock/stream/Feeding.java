package dev.penstock.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Feeds a cutter as a network would, and keeps all that came of it. */
final class Feeding {
    /** One event as the sink was told it. */
    record Event(String type, String data) {}

    final EventCutter cutter;
    final List<Event> events = new ArrayList<>();
    final ByteArrayOutputStream forwarded = new ByteArrayOutputStream();
    Optional<Cut.Flaw> flaw = Optional.empty();

    Feeding(EventCutter cutter) {
        this.cutter = cutter;
    }

    Feeding feed(String text) {
        return feed(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Feeds from the middle of a larger array, which is wiped after: nothing may lean on it once the cut was written. */
    Feeding feed(byte[] bytes) {
        byte[] read = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, read, 3, bytes.length);
        take(cutter.feed(read, 3, bytes.length, this::event));
        Arrays.fill(read, (byte) '#');
        return this;
    }

    Feeding feedInPieces(byte[] bytes, int... sizes) {
        int at = 0;
        for (int size : sizes) {
            int end = Math.min(bytes.length, at + size);
            feed(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return at < bytes.length ? feed(Arrays.copyOfRange(bytes, at, bytes.length)) : this;
    }

    Feeding feedByteByByte(byte[] bytes) {
        for (byte one : bytes) {
            feed(new byte[] {one});
        }
        return this;
    }

    Feeding feedAtRandom(byte[] bytes, Random random) {
        int[] sizes = random.ints(bytes.length + 1L, 1, 1 + Math.max(2, bytes.length / 3))
                .toArray();
        return feedInPieces(bytes, sizes);
    }

    Feeding finish() {
        take(cutter.finish(this::event));
        return this;
    }

    String forwardedText() {
        return forwarded.toString(StandardCharsets.UTF_8);
    }

    private void event(String type, byte[] data, int from, int length) {
        events.add(new Event(type, new String(data, from, length, StandardCharsets.UTF_8)));
    }

    private void take(Cut cut) {
        forwarded.write(cut.bytes(), cut.from(), cut.length());
        if (cut.flaw().isPresent()) {
            flaw = cut.flaw();
        }
    }
}
