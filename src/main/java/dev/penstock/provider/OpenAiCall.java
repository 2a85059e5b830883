package dev.penstock.provider;

import dev.penstock.call.Dialect;
import java.util.Arrays;
import java.util.Optional;

/** A call of OpenAI's API that other providers take in the same shape, too. */
public enum OpenAiCall {
    CHAT("chat/completions", Dialect.OPENAI_CHAT),
    COMPLETIONS("completions", Dialect.OPENAI_COMPLETIONS),
    EMBEDDINGS("embeddings", Dialect.OPENAI_OTHER),
    RESPONSES("responses", Dialect.OPENAI_RESPONSES);

    private final String path;
    private final Dialect dialect;

    OpenAiCall(String path, Dialect dialect) {
        this.path = path;
        this.dialect = dialect;
    }

    /** Where OpenAI itself takes it, below the version. */
    public String path() {
        return path;
    }

    /** The call a path below OpenAI's version means. */
    public static Optional<OpenAiCall> at(String path) {
        return Arrays.stream(values()).filter(call -> call.path.equals(path)).findFirst();
    }

    /** Whether a POST that a folder says it serves is this one: by its dialect, and where a dialect has many calls by its name. */
    boolean isServedAs(Served served) {
        boolean isNamed = served.path().equals(path) || served.path().endsWith("/" + path);
        return served.dialect() == dialect && (isNamed || dialect != Dialect.OPENAI_OTHER);
    }
}
