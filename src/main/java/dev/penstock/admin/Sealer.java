package dev.penstock.admin;

import dev.penstock.call.Secret;
import dev.penstock.control.Key;
import java.util.Optional;

/** Encrypts what must not be read where it is kept. What was sealed for one object opens for that object only. */
public interface Sealer {
    byte[] seal(Key key, Secret secret);

    /** Nothing where it cannot be opened. */
    Optional<Secret> open(Key key, byte[] sealed);
}
