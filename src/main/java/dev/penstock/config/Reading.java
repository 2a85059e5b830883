package dev.penstock.config;

import java.util.List;

/** What came of reading the configuration. */
public sealed interface Reading {
    /**
     * It can be served.
     *
     * @param resolved what each key came to, in the order of the documentation
     * @param warnings what does not act, naming the key
     */
    record Good(Settings settings, List<Resolved> resolved, List<String> warnings) implements Reading {
        public Good {
            resolved = List.copyOf(resolved);
            warnings = List.copyOf(warnings);
        }
    }

    /** It is refused: every problem there is, each with its place. */
    record Bad(List<String> problems) implements Reading {
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
