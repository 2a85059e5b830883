package dev.penstock.config;

import dev.penstock.json.Place;
import dev.penstock.json.Yaml;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One key of the file: all that reading, documentation and schema need to know of it.
 *
 * @param fallback what stands where the key is not given; null where it must be given
 * @param fallbackText the fallback as documentation says it
 * @param says one or two sentences
 * @param fixed whether a change needs a restart
 * @param idle non-null for a key that is checked but does not act yet: tells a value someone would rely on
 */
record Key<T>(
        String name,
        Kind<T> kind,
        @Nullable T fallback,
        String fallbackText,
        String says,
        boolean fixed,
        @Nullable Predicate<T> idle) {

    static <T> Key<T> of(String name, Kind<T> kind, T fallback, String says) {
        return new Key<>(name, kind, fallback, kind.show(fallback), says, false, null);
    }

    static <T> Key<T> required(String name, Kind<T> kind, String says) {
        return new Key<>(name, kind, null, "required", says, false, null);
    }

    static <T> Key<Optional<T>> optional(String name, Kind<T> kind, String fallbackText, String says) {
        return new Key<>(name, new MaybeKind<>(kind), Optional.empty(), fallbackText, says, false, null);
    }

    static <T> Key<T> section(String name, SectionKind<T> kind, String says) {
        return new Key<>(name, kind, kind.ofDefaults(), "", says, false, null);
    }

    /** The same key, read only at the start. */
    Key<T> readAtStart() {
        return new Key<>(name, kind, fallback, fallbackText, says, true, idle);
    }

    /** The same key, accepted but without an effect in this version. */
    Key<T> notYetActing() {
        return notYetActingWhen(value -> !value.equals(fallback));
    }

    Key<T> notYetActingWhen(Predicate<T> reliedUpon) {
        return new Key<>(name, kind, fallback, fallbackText, says, fixed, reliedUpon);
    }

    boolean acts() {
        return idle == null;
    }

    /** Reads the key out of its block; null after a problem was noted. A key without a value counts as not given. */
    @Nullable
    T read(Yaml.Mapping block, String path, Findings findings) {
        Yaml.Field field = block.fields().get(name);
        if (field == null || isNull(field.value())) {
            return absent(block.place(), path, findings);
        }
        T value = kind.read(field.value(), path, findings);
        if (value != null) {
            note(value, field, path, findings);
        }
        return value;
    }

    private @Nullable T absent(Place block, String path, Findings findings) {
        if (fallback == null) {
            findings.problem(block.within(name), "'" + path + "' is missing; must be " + kind.must());
            return null;
        }
        if (kind instanceof SectionKind<T> section) {
            return section.read(new Yaml.Mapping(Map.of(), block), path, findings);
        }
        if (!kind.holdsKeys()) {
            findings.resolvedByDefault(path, fallbackText);
        }
        return fallback;
    }

    /** What stands where the key is not given, as JSON has it; nothing where that is nothing. */
    Optional<Object> plainFallback() {
        return switch (fallback) {
            case null -> Optional.empty();
            case Optional<?> ignored -> Optional.empty();
            case Boolean flag -> Optional.of(flag);
            case Integer number -> Optional.of(number);
            case Collection<?> items -> Optional.of(items);
            case Map<?, ?> fields -> Optional.of(fields);
            default -> Optional.of(kind.show(fallback));
        };
    }

    private void note(T value, Yaml.Field field, String path, Findings findings) {
        if (idle != null && idle.test(value)) {
            findings.warning(
                    field.place(), "'" + path + "' is set, but does not act in this version: nothing enforces it yet");
        }
        if (kind.holdsKeys()) {
            return;
        }
        findings.resolved(path, kind.show(value), field.value().place());
    }

    private static boolean isNull(Yaml value) {
        return value instanceof Yaml.Scalar scalar && scalar.type() == Yaml.Scalar.Type.NULL;
    }
}
