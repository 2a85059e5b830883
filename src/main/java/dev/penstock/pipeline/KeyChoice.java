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
        public Optional<String> alias() {
            return credential == Credential.STORED ? Optional.of(key.alias()) : Optional.empty();
        }
    }
}
