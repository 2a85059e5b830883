package dev.penstock.app;

import dev.penstock.config.Settings;
import dev.penstock.control.AuditTrail.Head;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.identity.TokenMac;
import dev.penstock.record.metrics.CallMetrics;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.sqlite.ControlFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What the control plane keeps, opened before anything is served from it.
 *
 * @param mac what tokens are kept under; the same in every life of this installation
 */
record Kept(ControlFile store, AuditFile audit, ControlDesk desk, Keyring keyring, TokenMac mac)
        implements AutoCloseable {
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
                Keyring keyring = Keyring.open(settings.masterKey(), store.sealedRows(), keys);
                TokenMac mac = TokenPepper.of(keyring.vault(), store.sealedRows(), keys.random());
                return new Kept(store, audit, new ControlDesk(store, audit, clock, state -> {}), keyring, mac);
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

    void register(CallMetrics metrics) {
        metrics.gauge(
                "penstock_audit_unwritable",
                "1 while the audit trail takes no entry, so that nothing can be changed",
                () -> audit.isUnwritable() ? 1 : 0);
    }

    @Override
    public void close() {
        keyring.close();
        store.close();
        audit.close();
    }
}
