package dev.penstock.app;

import dev.penstock.config.Settings;
import dev.penstock.control.Actor;
import dev.penstock.control.AuditTrail.Head;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Edit;
import dev.penstock.identity.TokenMac;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.sqlite.ControlFile;
import dev.penstock.vault.NotOpened;
import dev.penstock.vault.Pepper;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What the control plane keeps, opened before anything is served from it.
 *
 * @param mac what tokens are kept under; the same in every life of this installation
 */
record Kept(ControlFile store, AuditFile audit, ControlDesk desk, Keyring keyring, TokenMac mac)
        implements AutoCloseable {
    private static final String PEPPER = "token pepper";

    /**
     * Opens the data folder.
     *
     * @throws NotStarted where the master key is not the one the store needs
     */
    static Kept open(Settings settings, InstantSource clock, MasterKeys keys)
            throws NotStarted, IOException, InterruptedException {
        Path control = Files.createDirectories(settings.data().resolve("control"));
        ControlFile store = ControlFile.open(control.resolve("control.db"));
        try {
            AuditFile audit = AuditFile.open(settings.data().resolve("audit"), head(store.load()));
            try {
                ControlDesk desk = new ControlDesk(store, audit, clock, state -> {});
                Keyring keyring = Keyring.open(settings.masterKey(), new KeptSecrets(desk), keys);
                Pepper pepper = pepper(desk, keyring.vault(), keys);
                return new Kept(store, audit, desk, keyring, pepper::mac);
            } catch (NotStarted | IOException | InterruptedException | RuntimeException failure) {
                audit.close();
                throw failure;
            }
        } catch (NotStarted | IOException | InterruptedException | RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /** Where the store says the audit trail was at the last change. */
    static Optional<Head> head(ControlState state) {
        return state.sealed(ControlDesk.AUDIT_HEAD)
                .map(bytes -> Head.parse(new String(bytes, StandardCharsets.US_ASCII)));
    }

    private static Pepper pepper(ControlDesk desk, Vault vault, MasterKeys keys) throws NotStarted, IOException {
        if (desk.state().sealed(KeptSecrets.PEPPER).isEmpty()) {
            Sealed made = Pepper.mint(vault, PEPPER, keys.random());
            desk.change(
                    Actor.GATEWAY,
                    state -> new Change<>(
                            "",
                            "token pepper created",
                            "sealed/pepper",
                            List.of(new Edit.Seal(KeptSecrets.PEPPER, made.bytes())),
                            true));
        }
        byte[] sealed = desk.state().sealed(KeptSecrets.PEPPER).orElseThrow();
        try {
            return Pepper.open(vault, PEPPER, Sealed.of(sealed));
        } catch (NotOpened damaged) {
            throw NotStarted.masterKey("The key that tokens are kept under cannot be opened: " + damaged.getMessage()
                    + " Restore the data folder's 'control' from a backup; nothing was changed.");
        }
    }

    Vault vault() {
        return keyring.vault();
    }

    @Override
    public void close() {
        keyring.close();
        store.close();
        audit.close();
    }
}
