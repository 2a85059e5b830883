package dev.penstock.app;

import dev.penstock.config.ConfigSource;
import dev.penstock.config.FileContent;
import dev.penstock.config.Resolved;
import dev.penstock.config.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * All that was decided before anything is opened.
 *
 * @param settings checked, and fit to be served where they say
 * @param resolved what each key came to, and why
 * @param source where the settings can be read again
 * @param content the state of the file they were read from
 */
record LaunchPlan(Settings settings, List<Resolved> resolved, ConfigSource source, FileContent content) {
    LaunchPlan {
        resolved = List.copyOf(resolved);
    }

    /** The folder that holds all state. */
    Path data() {
        return settings.data();
    }
}
