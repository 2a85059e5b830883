package dev.penstock.config;

import java.nio.file.Path;
import java.util.List;

/** Where a master key is read from. */
public sealed interface KeySource {
    /** A file; the configuration file gives it relative to its own folder. */
    record File(Path path) implements KeySource {}

    /** An environment variable. */
    record Variable(String name) implements KeySource {}

    /** What a program writes to its standard output; run without a shell. Prints the program only. */
    record Command(List<String> words) implements KeySource {
        public Command {
            words = List.copyOf(words);
        }

        @Override
        public String toString() {
            return "Command[" + words.getFirst() + " …]";
        }
    }
}
