package dev.penstock.wrong.app;

import java.io.IOException;

/** Breaks: starts a process beside the one class that may. */
final class OtherCommand {
    private OtherCommand() {}

    static Process start() throws IOException {
        return new ProcessBuilder("true").start();
    }
}
