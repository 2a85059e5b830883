package dev.penstock.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys under "master_key". */
final class MasterKeyKeys {
    /** Shorter than any key, so that a key put here by mistake is refused and not taken for a name. */
    private static final Pattern VARIABLE = Pattern.compile("(?!PENSTOCK_)[A-Za-z_][A-Za-z0-9_]{0,39}");

    private static final Key<Optional<Path>> FILE = Key.optional(
            "file",
            Kinds.parsed(
                    "the path of a file, not the key itself",
                    MasterKeyKeys::parsePath,
                    Path::toString,
                    Kinds.schema("type", "string", "minLength", 1)),
            MasterKeySettings.USUAL.toString(),
            "A file that holds the key, readable by its owner only; relative to the folder of the configuration file.");
    private static final Key<Optional<String>> VARIABLE_NAME = Key.optional(
            "variable",
            Kinds.parsed(
                    "the name of an environment variable: at most 40 letters, digits or '_', not beginning with PENSTOCK_",
                    text -> VARIABLE.matcher(text).matches() ? text : null,
                    name -> name,
                    Kinds.schema("type", "string", "pattern", "^(" + VARIABLE.pattern() + ")$")),
            "none",
            "The name of an environment variable that holds the key.");
    private static final Key<Optional<List<String>>> COMMAND = Key.optional(
            "command",
            ListKind.of(Kinds.text(0, 4096), 100),
            "none",
            "A program and its arguments, run without a shell; it writes the key to its standard output within 10s.");

    private static final Key<List<KeySource>> PREVIOUS = Key.of(
            "previous",
            ListKind.of(new SectionKind<>(List.of(FILE, VARIABLE_NAME, COMMAND), MasterKeyKeys::previous), 10),
            List.of(),
            "Older keys, which may still open what they sealed. Everything is brought under the new key at once.");

    static final SectionKind<MasterKeySettings> SECTION = new SectionKind<>(
            List.of(FILE, VARIABLE_NAME, COMMAND, PREVIOUS),
            fields -> new MasterKeySettings(source(fields), MasterKeySettings.USUAL, fields.get(PREVIOUS)));

    private MasterKeyKeys() {}

    private static @Nullable Path parsePath(String text) {
        try {
            return text.isBlank() || Private.isKeyLike(text) ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static KeySource previous(Fields fields) {
        Optional<KeySource> source = source(fields);
        if (source.isEmpty() && fields.get(COMMAND).isEmpty()) {
            fields.refuse(FILE, "is missing; give one of file, variable and command");
        }
        return source.orElseGet(() -> new KeySource.File(MasterKeySettings.USUAL));
    }

    private static Optional<KeySource> source(Fields fields) {
        Optional<List<String>> command = fields.get(COMMAND);
        if (command.isPresent() && command.get().stream().limit(1).allMatch(String::isBlank)) {
            fields.refuse(COMMAND, "names no program");
            return Optional.empty();
        }
        Map<Key<?>, KeySource> given = new LinkedHashMap<>();
        fields.get(FILE).ifPresent(path -> given.put(FILE, new KeySource.File(path)));
        fields.get(VARIABLE_NAME).ifPresent(name -> given.put(VARIABLE_NAME, new KeySource.Variable(name)));
        command.ifPresent(words -> given.put(COMMAND, new KeySource.Command(words)));
        List<Key<?>> keys = List.copyOf(given.keySet());
        if (keys.size() > 1) {
            fields.refuse(keys.getLast(), "stands beside '" + keys.getFirst().name() + "'; give one of them");
        }
        return given.values().stream().findFirst();
    }
}
