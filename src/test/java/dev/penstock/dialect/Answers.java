package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.call.Dialect;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageRules;
import dev.penstock.testkit.WireEvents;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readers fed with text. */
final class Answers {
    static final int BOUND = 10_000;

    private Answers() {}

    static AnswerReader reader(Dialect dialect) {
        return AnswerReaders.of(dialect, UsageRules.OPENAI, BOUND);
    }

    static AnswerReader body(Dialect dialect, String body) {
        return body(dialect, UsageRules.OPENAI, body);
    }

    static AnswerReader body(Dialect dialect, UsageRules rules, String body) {
        AnswerReader reader = AnswerReaders.of(dialect, rules, BOUND);
        reader.body(body.getBytes(UTF_8));
        return reader;
    }

    static AnswerReader sse(Dialect dialect, String stream) {
        AnswerReader reader = reader(dialect);
        for (WireEvents.Event event : WireEvents.sse(stream.getBytes(UTF_8))) {
            reader.event(event.type(), event.data(), 0, event.data().length);
        }
        return reader;
    }

    static AnswerReader lines(Dialect dialect, String stream) {
        AnswerReader reader = reader(dialect);
        stream.lines().forEach(line -> event(reader, "", line));
        return reader;
    }

    static void event(AnswerReader reader, String type, String data) {
        byte[] bytes = ("#" + data + "#").getBytes(UTF_8);
        reader.event(type, bytes, 1, bytes.length - 2);
    }

    /** Input, cache read, cache write, output, reasoning. */
    static Usage usage(
            @Nullable Long input,
            @Nullable Long read,
            @Nullable Long write,
            @Nullable Long output,
            @Nullable Long reasoning) {
        return new Usage(input, read, write, null, output, reasoning, null, null, null, null, null, Map.of(), null);
    }
}
