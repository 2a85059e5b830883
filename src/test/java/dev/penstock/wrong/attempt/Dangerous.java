package dev.penstock.wrong.attempt;

import java.io.IOException;
import java.io.ObjectInputStream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.script.ScriptEngine;

/** Breaks: starts processes, deserialises, evaluates scripts, looks up names. */
final class Dangerous {
    private Dangerous() {}

    static Process start() throws IOException {
        return new ProcessBuilder("true").start();
    }

    static Process run(Runtime runtime) throws IOException {
        return runtime.exec(new String[] {"true"});
    }

    static Object read(ObjectInputStream in) throws IOException, ClassNotFoundException {
        return in.readObject();
    }

    static Object find(InitialContext names) throws NamingException {
        return names.getNameInNamespace();
    }

    static void evaluate(ScriptEngine engine) {
        engine.createBindings();
    }
}
