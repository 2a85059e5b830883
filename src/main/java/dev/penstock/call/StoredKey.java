package dev.penstock.call;

import java.util.function.Supplier;

/**
 * A provider's key that is kept here, as a decision sees it: its name, not its value. Opening it is what decrypts it, so
 * it is opened where a request is about to leave and nowhere else.
 *
 * @param id names it for ever
 * @param alias what callers choose it by; unique for a gateway and a provider
 * @param version another one with each change of the value, so that nothing derived from an old value is used again
 * @param opened gives the value; may take a moment of computing, never waits
 */
public record StoredKey(String id, String provider, String alias, long version, Supplier<Secret> opened) {
    public Secret open() {
        return opened.get();
    }

    @Override
    public String toString() {
        return "StoredKey[" + id + " " + provider + "/" + alias + " version " + version + "]";
    }
}
