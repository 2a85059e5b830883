package dev.penstock.vault;

import dev.penstock.call.Secret;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Whether the master keys at hand are those a store needs, decided before anything is written. */
public final class KeyCheck {
    private static final Label LABEL = Label.own("key check");
    private static final Secret KNOWN = new Secret("penstock key check 1");
    private static final int PAGE = 1000;

    private KeyCheck() {}

    /** The ids of all master keys a store needs; empty where it is new. */
    public static NavigableSet<String> needed(SealedThings things) throws IOException {
        NavigableSet<String> needed = new TreeSet<>();
        things.check().flatMap(Sealed::masterKey).ifPresent(needed::add);
        List<SealedThings.Thing> page = things.after("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(thing -> thing.sealed().masterKey().ifPresent(needed::add));
            page = things.after(page.getLast().id(), PAGE);
        }
        return needed;
    }

    /** Writes nothing. */
    public static KeyVerdict verdict(Vault vault, SealedThings things) throws IOException {
        Optional<Sealed> check = things.check();
        NavigableSet<String> needed = needed(things);
        if (check.isEmpty() && needed.isEmpty()) {
            return new KeyVerdict.Unused();
        }
        List<String> offered = vault.keys().stream().map(MasterKey::id).toList();
        NavigableSet<String> missing = new TreeSet<>(needed);
        missing.removeAll(offered);
        if (!missing.isEmpty()) {
            return new KeyVerdict.Missing(missing, offered);
        }
        if (check.isPresent() && !opens(vault, check.get())) {
            return new KeyVerdict.Damaged();
        }
        boolean settled = check.isPresent() && needed.equals(new TreeSet<>(offered.subList(0, 1)));
        return new KeyVerdict.Good(settled);
    }

    private static boolean opens(Vault vault, Sealed check) {
        try {
            return vault.open(LABEL, check).reveal().equals(KNOWN.reveal());
        } catch (NotOpened e) {
            return false;
        }
    }

    /** Marks a store that has no check as needing the first master key. */
    public static void mark(Vault vault, SealedThings things) throws IOException {
        if (things.check().isEmpty()) {
            things.replaceCheck(Optional.empty(), vault.seal(LABEL, KNOWN));
        }
    }
}
