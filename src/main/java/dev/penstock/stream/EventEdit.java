package dev.penstock.stream;

import java.util.Optional;

/** Decides on one whole event's exact bytes, ending included, before they are sent on. */
@FunctionalInterface
public interface EventEdit {
    /** Leaves everything as it is. */
    EventEdit NONE = (bytes, from, length) -> Optional.empty();

    /** The bytes to send instead, none to drop the event; empty where the event stays as it is. */
    Optional<byte[]> instead(byte[] bytes, int from, int length);
}
