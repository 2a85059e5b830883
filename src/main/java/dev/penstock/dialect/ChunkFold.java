package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What chat and completions have in common: chunks that repeat their head, choices by index, the usage in the last
 * chunk that has one, and [DONE]. A head's field we do not know is carried where every chunk with choices repeats it.
 *
 * @param <C> the fold of one choice
 */
final class ChunkFold<C extends ChunkFold.Choice> {
    /** Padding, and what only echoes the form: Mistral's p and OpenAI's obfuscation, LiteLLM's stream_options. */
    private static final Set<String> DROPPED = Set.of("obfuscation", "p", "stream_options");

    /** Fields that may be empty in some chunks: Azure's first one, which has no choices, knows none of them. */
    private static final Set<String> HEAD = Set.of("id", "created", "model", "service_tier", "system_fingerprint");

    /** Told once in a stream and at the same place of a body: Azure, Cerebras, llama.cpp. */
    private static final Set<String> ONCE = Set.of("prompt_filter_results", "time_info", "timings");

    /** One choice being folded. */
    interface Choice {
        void take(Map<String, RawValue> choice);

        Part part(int index);
    }

    private final String chunkObject;
    private final String bodyObject;
    private final Map<String, Constant> head = new LinkedHashMap<>();
    private final Map<String, Integer> repeated = new LinkedHashMap<>();
    private final Map<Integer, C> choices = new TreeMap<>();
    private final Map<String, Constant> groq = new LinkedHashMap<>();
    private @Nullable RawValue usage;
    private @Nullable RawValue groqUsage;
    private boolean objectTold;
    private int chunksWithChoices;

    ChunkFold(String chunkObject, String bodyObject) {
        this.chunkObject = chunkObject;
        this.bodyObject = bodyObject;
    }

    Part body(List<StreamEvent> events, IntFunction<C> choice) {
        if (events.isEmpty() || !events.getLast().isDone()) {
            throw new Inexact("no [DONE] at the end");
        }
        for (StreamEvent event : events.subList(0, events.size() - 1)) {
            if (!event.type().isEmpty()) {
                throw new Inexact("an event with a name: " + RawJson.shown(event.type()));
            }
            chunk(RawJson.object(event.data()), choice);
        }
        return whole();
    }

    private void chunk(Map<String, RawValue> chunk, IntFunction<C> choice) {
        List<RawValue> told = RawJson.elements(RawJson.needed(chunk, "choices"));
        for (RawValue one : told) {
            Map<String, RawValue> members = RawJson.members(one);
            choices.computeIfAbsent(RawJson.index(members, "index"), choice::apply)
                    .take(members);
        }
        boolean hasChoices = !told.isEmpty();
        chunksWithChoices += hasChoices ? 1 : 0;
        chunk.forEach((name, value) -> field(name, value, hasChoices));
    }

    private void field(String name, RawValue value, boolean hasChoices) {
        if (DROPPED.contains(name) || name.equals("choices")) {
            return;
        }
        switch (name) {
            case "object" -> object(value.text().orElse(""));
            case "usage" -> usage = RawJson.isNull(value) ? usage : value;
            case "x_groq" -> RawJson.members(value).forEach(this::groq);
            case "error" -> {
                if (!RawJson.isNull(value)) {
                    throw new Inexact("a chunk that tells an error");
                }
            }
            default -> repeated(name, value, hasChoices);
        }
    }

    private void repeated(String name, RawValue value, boolean hasChoices) {
        if (name.equals("created")) {
            created(value);
            return;
        }
        head.computeIfAbsent(name, Constant::new).take(value);
        if (!HEAD.contains(name) && !ONCE.contains(name)) {
            repeated.merge(name, hasChoices ? 1 : 0, Integer::sum);
        }
    }

    /** When the answer was begun: some stamp each chunk with its own second (xAI, Databricks), Azure's first one with 0. */
    private void created(RawValue value) {
        Constant begun = head.computeIfAbsent("created", Constant::new);
        if (!begun.isTold() && !value.written().equals("0")) {
            begun.take(value);
        }
    }

    private void object(String object) {
        objectTold |= !object.isEmpty();
        if (!object.isEmpty() && !object.equals(chunkObject)) {
            throw new Inexact("a chunk that is a " + RawJson.shown(object));
        }
    }

    /** Groq tells the usage here, asked or not; its bodies have it at its usual place only. */
    private void groq(String name, RawValue value) {
        switch (name) {
            case "usage" -> groqUsage = value;
            case "error" -> throw new Inexact("a chunk that tells an error");
            default -> groq.computeIfAbsent(name, Constant::new).take(value);
        }
    }

    private Part whole() {
        RawValue told = usage == null ? groqUsage : usage;
        if (told == null) {
            throw new Inexact("no usage");
        }
        if (choices.isEmpty()) {
            throw new Inexact("no choices");
        }
        repeated.forEach((name, times) -> {
            if (times != chunksWithChoices) {
                throw new Inexact("a field that some chunks lack: " + RawJson.shown(name));
            }
        });
        Part.Fields body = new Part.Fields();
        head.forEach((name, constant) -> body.setIfGiven(name, constant.part()));
        if (objectTold) {
            body.set("object", bodyObject);
        }
        Part.Items items = new Part.Items();
        choices.forEach((index, choice) -> items.add(choice.part(index)));
        body.set("choices", items).set("usage", Part.of(told));
        if (!groq.isEmpty()) {
            Part.Fields made = new Part.Fields();
            groq.forEach((name, constant) -> made.setIfGiven(name, constant.part()));
            body.set("x_groq", made);
        }
        return body;
    }
}
