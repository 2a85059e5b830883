package dev.penstock.dialect;

import dev.penstock.call.Usage;
import java.util.Optional;

/** An answer nobody reads: its end is its end. */
final class OpaqueAnswer implements AnswerReader {
    @Override
    public void event(String type, byte[] data, int from, int length) {}

    @Override
    public void body(byte[] body) {}

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    @Override
    public Optional<String> model() {
        return Optional.empty();
    }

    @Override
    public Optional<String> serviceTier() {
        return Optional.empty();
    }

    @Override
    public boolean mayEnd() {
        return true;
    }

    @Override
    public boolean hasEnded() {
        return false;
    }

    @Override
    public Optional<String> inBandError() {
        return Optional.empty();
    }

    @Override
    public CharSequence delivered() {
        return "";
    }
}
