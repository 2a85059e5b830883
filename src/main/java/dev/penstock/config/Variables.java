package dev.penstock.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The environment variables there are: PENSTOCK_ and the path of every single value outside lists. */
final class Variables {
    static final String PREFIX = "PENSTOCK_";
    static final String CONFIG = "PENSTOCK_CONFIG";

    /** The start script's, and those of commands that speak to a running gateway. */
    private static final Set<String> FOREIGN =
            Set.of("PENSTOCK_JAVA_HOME", "PENSTOCK_JAVA_OPTS", "PENSTOCK_URL", "PENSTOCK_TOKEN");

    private final Map<String, List<String>> paths = new LinkedHashMap<>();

    private Variables() {}

    static Variables of(SectionKind<?> file, Set<String> providers) {
        Variables variables = new Variables();
        for (Key<?> key : file.keys()) {
            variables.add(key, providers);
        }
        return variables;
    }

    private void add(Key<?> key, Set<String> providers) {
        if (key.kind() instanceof SectionKind<?> section) {
            section.keys().stream()
                    .filter(inner -> isSingle(inner.kind()))
                    .forEach(inner -> put(List.of(key.name(), inner.name())));
        } else if (key.kind() instanceof MapKind<?>(var sort, SectionKind<?> each, var most, var known)) {
            providers.stream()
                    .sorted()
                    .forEach(slug -> each.keys().forEach(inner -> put(List.of(key.name(), slug, inner.name()))));
        } else if (!key.kind().holdsKeys()) {
            put(List.of(key.name()));
        }
    }

    private static boolean isSingle(Kind<?> kind) {
        return switch (kind) {
            case ScalarKind<?> ignored -> true;
            case MaybeKind<?> maybe -> isSingle(maybe.kind());
            case TextOrBlockKind<?> ignored -> true;
            case ListKind<?> ignored -> false;
            case MapKind<?> ignored -> false;
            case SectionKind<?> ignored -> false;
            case TreeKind ignored -> false;
        };
    }

    private void put(List<String> path) {
        paths.put(PREFIX + String.join("_", path).toUpperCase(Locale.ROOT).replace('-', '_'), path);
    }

    Map<String, List<String>> paths() {
        return paths;
    }

    boolean isKnown(String variable) {
        return !variable.startsWith(PREFIX)
                || paths.containsKey(variable)
                || variable.equals(CONFIG)
                || FOREIGN.contains(variable);
    }

    List<String> names() {
        List<String> names = new ArrayList<>(paths.keySet());
        names.add(CONFIG);
        return names;
    }
}
