package dev.penstock.admin;

import java.util.Optional;

/** Knows management tokens. Must not block: it is asked on an event loop. */
public interface Doorkeeper {
    Optional<Holder> holder(String token);
}
