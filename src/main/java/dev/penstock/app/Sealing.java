package dev.penstock.app;

import dev.penstock.admin.Sealer;
import dev.penstock.call.Secret;
import dev.penstock.control.Key;
import dev.penstock.vault.Label;
import dev.penstock.vault.NotOpened;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.Vault;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals secrets of kept objects in the vault, each for its own place only. */
final class Sealing implements Sealer {
    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

    private final Vault vault;

    Sealing(Vault vault) {
        this.vault = vault;
    }

    @Override
    public byte[] seal(Key key, Secret secret) {
        return vault.seal(label(key), secret).bytes();
    }

    @Override
    public Optional<Secret> open(Key key, byte[] sealed) {
        try {
            return Optional.of(vault.open(label(key), Sealed.of(sealed)));
        } catch (NotOpened damaged) {
            LOG.error("A kept secret cannot be opened: {}", damaged.getMessage());
            return Optional.empty();
        }
    }

    private static Label label(Key key) {
        return new Label(key.account(), key.gateway(), key.kind().name().toLowerCase(Locale.ROOT), key.id(), 1);
    }
}
