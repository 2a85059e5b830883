package dev.penstock.app;

import dev.penstock.config.MasterKeySettings;
import dev.penstock.vault.KeyCheck;
import dev.penstock.vault.KeyVerdict;
import dev.penstock.vault.MasterKey;
import dev.penstock.vault.Rotation;
import dev.penstock.vault.SealedThings;
import dev.penstock.vault.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vault of a running gateway over one store: opened only with the master keys the store needs, and brought under
 * another key while calls go on.
 */
final class Keyring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keyring.class);

    private final MasterKeys sources;
    private final SealedThings things;
    private final Vault vault;

    /** Held by the one rotation that runs. */
    private final ReentrantLock rotating = new ReentrantLock();

    private volatile boolean closed;

    private Keyring(MasterKeys sources, SealedThings things, Vault vault) {
        this.sources = sources;
        this.things = things;
        this.vault = vault;
    }

    /** Refuses, and writes nothing, where the store needs a key that is not at hand. */
    static Keyring open(MasterKeySettings settings, SealedThings things, MasterKeys sources)
            throws NotStarted, IOException, InterruptedException {
        NavigableSet<String> needed = KeyCheck.needed(things);
        boolean isNew = needed.isEmpty() && things.check().isEmpty();
        List<MasterKey> keys = isNew ? sources.readOrMake(settings) : readNeeded(settings, sources, needed);
        Vault vault = new Vault(keys, sources.random());
        Keyring keyring = new Keyring(sources, things, vault);
        switch (KeyCheck.verdict(vault, things)) {
            case KeyVerdict.Unused ignored -> KeyCheck.mark(vault, things);
            case KeyVerdict.Good good -> keyring.settle(good.settled());
            case KeyVerdict.Missing missing -> throw NotStarted.masterKey(missing(missing));
            case KeyVerdict.Damaged ignored -> throw NotStarted.masterKey(DAMAGED);
        }
        return keyring;
    }

    private static final String DAMAGED = "The key check of the store is damaged, though the master key is the right"
            + " one: somebody changed the database. Nothing was changed; restore it from a backup.";

    private static List<MasterKey> readNeeded(
            MasterKeySettings settings, MasterKeys sources, NavigableSet<String> needed)
            throws NotStarted, InterruptedException {
        try {
            return sources.read(settings);
        } catch (NotStarted e) {
            throw NotStarted.masterKey(e.getMessage() + " The store needs master key " + shown(needed)
                    + ". Restore it from your backup; nothing was made or changed.");
        }
    }

    private static String missing(KeyVerdict.Missing missing) {
        return "The store needs master key " + shown(missing.needed()) + ", but " + shown(missing.offered())
                + " was given. Give the right one under 'master_key', or the older one under 'master_key.previous';"
                + " nothing was changed.";
    }

    private static String shown(Collection<String> ids) {
        return String.join(" and ", ids);
    }

    Vault vault() {
        return vault;
    }

    /** Reads the keys again; where another one is first, everything is brought under it while calls go on. */
    void take(MasterKeySettings next) {
        try {
            List<MasterKey> read = sources.read(next);
            if (!ids(read)
                    .equals(ids(vault.keys())
                            .subList(0, Math.min(read.size(), vault.keys().size())))) {
                turn(read);
            }
        } catch (NotStarted e) {
            LOG.error("Master key not taken, the running one stays: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A key once known stays known until the process ends: a call under way may hold what it sealed. */
    private void turn(List<MasterKey> read) {
        List<MasterKey> keys = new ArrayList<>(read);
        List<String> known = ids(read);
        for (MasterKey running : vault.keys()) {
            if (!known.contains(running.id())) {
                keys.add(running);
            }
        }
        String former = vault.keys().getFirst().id();
        if (!known.contains(former)) {
            LOG.warn(
                    "Master key {} is not given under 'master_key.previous': keep it until the rotation is whole,"
                            + " a process killed before needs it",
                    former);
        }
        vault.use(keys);
        settle(false);
    }

    private void settle(boolean settled) {
        if (!settled) {
            Thread.ofVirtual().name("key-rotation").start(this::rotate);
        }
    }

    private void rotate() {
        rotating.lock();
        try {
            String to = vault.keys().getFirst().id();
            LOG.info("Bringing stored secrets under master key {}", to);
            Rotation.Outcome outcome = new Rotation(vault, things, () -> closed).run();
            tell(to, outcome);
        } catch (IOException e) {
            LOG.error("The rotation of the master key stopped; it goes on with the next reload or start", e);
        } finally {
            rotating.unlock();
        }
    }

    private static void tell(String to, Rotation.Outcome outcome) {
        outcome.told().forEach(one -> LOG.error("Not brought under master key {}: {}", to, one));
        if (outcome.whole()) {
            LOG.info(
                    "All is under master key {} ({} re-wrapped); 'master_key.previous' can be emptied",
                    to,
                    outcome.rewrapped());
        } else {
            LOG.warn(
                    "Not all is under master key {} ({} re-wrapped, {} failed); older keys are still needed",
                    to,
                    outcome.rewrapped(),
                    outcome.failed());
        }
    }

    private static List<String> ids(List<MasterKey> keys) {
        return keys.stream().map(MasterKey::id).toList();
    }

    /** Ends a rotation at its next step; it goes on with the next start. */
    @Override
    public void close() {
        closed = true;
        rotating.lock();
        try {
            LOG.debug("No rotation is under way");
        } finally {
            rotating.unlock();
        }
    }
}
