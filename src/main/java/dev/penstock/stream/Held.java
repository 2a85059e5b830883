package dev.penstock.stream;

import dev.penstock.call.Failure;

/** What came of holding an answer until it was whole. */
public sealed interface Held {
    /** It is whole, as it came. */
    record Whole(byte[] bytes) implements Held {
        @Override
        public String toString() {
            return "Whole[" + bytes.length + "]";
        }
    }

    /** It broke off; nothing of it may be delivered as if it were whole. */
    record Broken(Failure failure) implements Held {}

    /** It is larger than what we hold: this much has come, the upstream is paused, the rest must pass as it comes. */
    record Overflow(byte[] sofar) implements Held {
        @Override
        public String toString() {
            return "Overflow[" + sofar.length + "]";
        }
    }
}
