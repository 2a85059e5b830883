package dev.penstock.control;

import dev.penstock.call.Scope;
import java.util.Comparator;

/**
 * The name of one kept thing. The tenant is part of it, so nothing can be looked up without saying whose.
 *
 * @param account empty for what belongs to the installation
 * @param gateway empty for what belongs to the whole account
 */
public record Key(Kind kind, String account, String gateway, String id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER = Comparator.comparing(Key::kind)
            .thenComparing(Key::account)
            .thenComparing(Key::gateway)
            .thenComparing(Key::id);

    public static Key ofInstallation(Kind kind, String id) {
        return new Key(kind, "", "", id);
    }

    public static Key of(Kind kind, String account, String id) {
        return new Key(kind, account, "", id);
    }

    public static Key of(Kind kind, Scope scope, String id) {
        return new Key(kind, scope.account(), scope.gateway(), id);
    }

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }
}
