package dev.penstock.wrong.app;

import java.io.IOException;
import java.io.ObjectInputStream;

/** May build a process, but nothing else that is dangerous. */
final class KeyCommand {
    private KeyCommand() {}

    static Process start() throws IOException {
        return new ProcessBuilder("true").start();
    }

    static Process run(Runtime runtime) throws IOException {
        return runtime.exec(new String[] {"true"});
    }

    static Object read(ObjectInputStream in) throws IOException, ClassNotFoundException {
        return in.readObject();
    }
}
