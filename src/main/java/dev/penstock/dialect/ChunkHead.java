package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the chunks of a chat or completions body: each with the body's own head, the usage in one of its own. */
final class ChunkHead {
    private static final List<String> NOT_REPEATED = List.of("choices", "usage");

    private final Part.Fields head;
    private final StreamText out;
    private final @Nullable Part usage;

    /** Refuses what is no answer. */
    ChunkHead(Map<String, RawValue> body, String bodyObject, String chunkObject, boolean includeUsage, StreamText out) {
        if (RawJson.given(body, "error") != null) {
            throw new Inexact("a body that tells an error");
        }
        head = Part.Fields.of(body);
        NOT_REPEATED.forEach(head::without);
        if (body.containsKey("object")) {
            if (!RawJson.text(body, "object").equals(bodyObject)) {
                throw new Inexact("a body that is no " + bodyObject);
            }
            head.set("object", chunkObject);
        }
        usage = includeUsage ? Part.of(told(body)) : null;
        this.out = out;
    }

    private static RawValue told(Map<String, RawValue> body) {
        RawValue usage = RawJson.given(body, "usage");
        if (usage == null) {
            throw new Inexact("no usage");
        }
        return usage;
    }

    /** A chunk with one choice. Where the usage was asked for, every chunk before its own says null (OpenAI's reference). */
    void chunk(Part choice) {
        Part.Fields chunk = head.copy().set("choices", new Part.Items().add(choice));
        out.event(usage == null ? chunk : chunk.set("usage", Part.nothing()));
    }

    void end() {
        if (usage != null) {
            out.event(head.copy().set("choices", new Part.Items()).set("usage", usage));
        }
        out.done();
    }
}
