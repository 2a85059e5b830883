package dev.penstock.admin;

import java.util.Optional;

/** Knows management tokens. Must not block: it is asked on an event loop. */
public interface Doorkeeper {
    /** What a text is, as far as its shape tells. */
    enum Shape {
        /** It has the shape of a management token. */
        TOKEN,
        /** It can be none: nothing is looked up for it. */
        NONE
    }

    Shape shape(String token);

    /** Whose token it is; nobody's where it is unknown, expired or revoked. */
    Optional<Holder> holder(String token);

    /** Why nobody at all may come in now, and what to do about it; empty in the usual case. */
    Optional<String> shut();
}
