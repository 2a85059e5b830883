package dev.penstock.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the master keys are read from.
 *
 * @param given the key that seals; empty for the usual file, which may be made where there is none
 * @param usual the file read when none is given
 * @param previous older keys that may still open
 */
public record MasterKeySettings(Optional<KeySource> given, Path usual, List<KeySource> previous) {
    static final Path USUAL = Path.of("penstock.key");

    public MasterKeySettings {
        previous = List.copyOf(previous);
    }

    /** The same with every relative file taken from this folder. */
    MasterKeySettings beside(Path folder) {
        return new MasterKeySettings(
                given.map(source -> beside(folder, source)),
                folder.resolve(usual),
                previous.stream().map(source -> beside(folder, source)).toList());
    }

    private static KeySource beside(Path folder, KeySource source) {
        return switch (source) {
            case KeySource.File file -> new KeySource.File(folder.resolve(file.path()));
            case KeySource.Variable variable -> variable;
            case KeySource.Command command -> command;
        };
    }
}
