package dev.penstock.provider;

import java.util.Set;

/**
 * Where below the base URL a path goes that does not say so itself.
 *
 * @param path put before such a path; nothing where all paths go as they are
 * @param roots first segments that stand below the base URL themselves
 */
record Home(String path, String version, Set<String> roots) {
    static final Home NONE = new Home("", "", Set.of());

    static Home of(String path, String... roots) {
        return new Home(path, Versions.atEndOf(path), Set.of(roots));
    }

    String place(String rest) {
        if (path.isEmpty() || rest.isEmpty() || roots.contains(Cut.of(rest).first())) {
            return rest;
        }
        return Versions.join(path, version, rest);
    }
}
