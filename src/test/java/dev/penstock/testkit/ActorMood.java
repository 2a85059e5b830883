package dev.penstock.testkit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How the actor behaves; the name of the model chooses. */
enum ActorMood {
    /** Says what it was told. */
    ECHO,
    /** Calls the first tool. */
    TOOL,
    /** Calls two tools at once. */
    TOOLS2,
    /** Calls the first tool with empty arguments. */
    NOARGS,
    /** Answers in JSON, after the schema if there is one. */
    JSON,
    THINK,
    /** Runs out of tokens. */
    LEN,
    /** Meets a stop sequence. */
    STOP,
    REFUSE,
    SLOW,
    /** Fails in the middle of its stream. */
    INSTREAM_ERR,
    /** Breaks off without an ending. */
    CUT,
    /** Leaves out the last event. */
    NODONE,
    CRLF,
    /** Sends every byte by itself, astral characters among them. */
    SPLIT_UTF8,
    /** For every other model: calls a tool if one is offered, fits a schema if one is given, else echoes. */
    AUTO;

    /** By the model's name below any vendor's, alone or before a further dash, colon or dot: tool, openai/tool-mini. */
    static ActorMood of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(mood -> mood != AUTO && name.matches(mood.token() + "([-:.@].*)?"))
                .max(Comparator.comparingInt(mood -> mood.token().length()))
                .orElse(AUTO);
    }

    /** The status that a model such as err-429 asks for. */
    static Optional<Integer> error(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        return name.matches("err-[0-9]{3}.*") ? Optional.of(Integer.parseInt(name.substring(4, 7))) : Optional.empty();
    }

    private String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
