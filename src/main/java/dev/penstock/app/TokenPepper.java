package dev.penstock.app;

import dev.penstock.identity.TokenMac;
import dev.penstock.store.sqlite.SealedRows;
import dev.penstock.vault.NotOpened;
import dev.penstock.vault.Pepper;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.Vault;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** What tokens are kept under: made at the first start, sealed in the control store, the same ever after. */
final class TokenPepper {
    private static final String NAME = "token-pepper";

    private TokenPepper() {}

    static TokenMac of(Vault vault, SealedRows rows, Consumer<byte[]> random) throws IOException, NotStarted {
        Optional<Sealed> kept = rows.own(NAME);
        if (kept.isEmpty()) {
            rows.keepOwn(NAME, Pepper.mint(vault, NAME, random));
            kept = rows.own(NAME);
        }
        try {
            Pepper pepper = Pepper.open(vault, NAME, kept.orElseThrow());
            return pepper::mac;
        } catch (NotOpened e) {
            throw NotStarted.masterKey(e.getMessage() + " No token can be recognised without it; nothing was changed,"
                    + " restore the control store from a backup.");
        }
    }
}
