package dev.penstock.app;

import dev.penstock.config.LogOutput;
import java.util.Locale;

/** Tells logback.xml what the settings say. Must come before the first logger is made, because it is read then. */
final class Logging {
    static final String FORMAT = "penstock.log.format";
    static final String LEVEL = "penstock.log.level";

    private Logging() {}

    static void set(LogOutput output) {
        System.setProperty(FORMAT, output.format().name().toLowerCase(Locale.ROOT));
        System.setProperty(LEVEL, output.level().name());
    }
}
