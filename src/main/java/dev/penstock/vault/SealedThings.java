package dev.penstock.vault;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** All that one store keeps sealed. Each change is a transaction of its own. */
public interface SealedThings {
    /** The sealed value that proves which master key this store needs; empty in a new store. */
    Optional<Sealed> check() throws IOException;

    /**
     * Puts another check in the place of this one; empty means that there is none yet.
     *
     * @return false where it is not the one given, and nothing was changed
     */
    boolean replaceCheck(Optional<Sealed> old, Sealed next) throws IOException;

    /**
     * The next things in the order of their ids.
     *
     * @param id only those behind it; empty for the first
     * @param most at most so many
     */
    List<Thing> after(String id, int most) throws IOException;

    /**
     * Puts other bytes of the same secret in the place of these.
     *
     * @return false where the thing is gone or is not the one given, and nothing was changed
     */
    boolean replace(String id, Sealed old, Sealed next) throws IOException;

    /**
     * One sealed thing.
     *
     * @param id not empty, unlike any other's in this store
     */
    record Thing(String id, Sealed sealed) {}
}
