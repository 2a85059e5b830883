package dev.penstock.call;

import java.util.Optional;

/** Who is calling. There is no empty value: a call without a principal is refused. */
public sealed interface Principal {
    /** The token's id for rows, empty where no token was needed. */
    Optional<String> tokenId();

    /**
     * Someone who showed a valid gateway token.
     *
     * @param id the public part of the token
     * @param name what the operator calls it
     */
    record TokenHolder(String id, Optional<String> name) implements Principal {
        @Override
        public Optional<String> tokenId() {
            return Optional.of(id);
        }
    }

    /** Anyone who reaches a gateway that asks for no token. */
    record LocalCaller() implements Principal {
        @Override
        public Optional<String> tokenId() {
            return Optional.empty();
        }
    }
}
