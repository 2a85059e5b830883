package dev.penstock.config;

/**
 * What the process itself writes about its running.
 *
 * @param format text
 * @param level the least important level that is written; info
 */
public record LogOutput(Format format, Level level) {
    /** One line each, for people or for machines. */
    public enum Format {
        TEXT,
        JSON
    }

    /** From the most important down. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
