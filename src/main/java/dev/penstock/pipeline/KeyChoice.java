package dev.penstock.pipeline;

import dev.penstock.call.Credential;
import dev.penstock.call.StoredKey;
import dev.penstock.pipeline.Snapshot.Seat;
import java.util.Optional;

/** Which credential a step shows to its provider. */
sealed interface KeyChoice {
    Credential credential();

    /** The stored key's alias, for the row. */
    default Optional<String> alias() {
        return Optional.empty();
    }

    /** The same, for a path below the provider's slug. */
    default KeyChoice below(String rest) {
        return this;
    }

    /** The same, at another address of the same provider. */
    default KeyChoice at(Seat seat) {
        return this;
    }

    /** The request brought its own, which goes out as it came. */
    record Brought() implements KeyChoice {
        static final Brought ONLY = new Brought();

        @Override
        public Credential credential() {
            return Credential.REQUEST;
        }
    }

    /** There is none; whatever the provider says to that, the caller hears. */
    record Nothing() implements KeyChoice {
        static final Nothing ONLY = new Nothing();

        @Override
        public Credential credential() {
            return Credential.NONE;
        }
    }

    /**
     * One that is kept here; not opened yet.
     *
     * @param rest the path below the provider's slug, as the caller wrote it
     */
    record Kept(StoredKey key, Credential credential, Seat seat, String rest) implements KeyChoice {
        @Override
        public KeyChoice below(String other) {
            return new Kept(key, credential, seat, other);
        }

        @Override
        public KeyChoice at(Seat other) {
            return new Kept(key, credential, other, rest);
        }

        @Override
        public Optional<String> alias() {
            return credential == Credential.STORED ? Optional.of(key.alias()) : Optional.empty();
        }
    }
}
