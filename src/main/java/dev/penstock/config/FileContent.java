package dev.penstock.config;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The state of the configuration file at one moment; equal states need no new reading. */
public sealed interface FileContent {
    /** It could be read. Prints its size only. */
    record Bytes(byte[] bytes) implements FileContent {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes same && Arrays.equals(bytes, same.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /** There is no such file. */
    record Absent() implements FileContent {}

    /** There is, but it cannot be read. */
    record Unreadable(String why) implements FileContent {}
}
