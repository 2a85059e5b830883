package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's GenerateContentResponse (ai.google.dev/api/generate-content): a stream is a sequence of them, each with the
 * next parts of its candidates and the usage so far; a body is one, so that a stream of one chunk is a stream too.
 */
final class GeminiRecast {
    /** Lists that tell of a chunk only what that chunk holds: several cannot be made one. */
    private static final Set<String> PIECEWISE = Set.of("logprobsResult", "avgLogprobs", "citationMetadata");

    private final Map<String, Constant> head = new LinkedHashMap<>();
    private final Map<Integer, Candidate> candidates = new TreeMap<>();
    private Set<String> counts = Set.of();
    private @Nullable RawValue usage;
    private boolean lastHasUsage;

    private GeminiRecast() {}

    static Part body(List<StreamEvent> events) {
        GeminiRecast fold = new GeminiRecast();
        for (StreamEvent event : events) {
            fold.chunk(RawJson.object(event.data()));
        }
        return fold.whole();
    }

    static void stream(RawValue document, StreamText out) {
        Map<String, RawValue> body = RawJson.members(document);
        boolean blocked = body.containsKey("promptFeedback") && !body.containsKey("candidates");
        if (!blocked) {
            for (RawValue candidate : RawJson.elements(RawJson.needed(body, "candidates"))) {
                if (!RawJson.members(candidate).containsKey("finishReason")) {
                    throw new Inexact("a candidate without a reason to finish");
                }
            }
        }
        out.event(Part.of(document));
    }

    private void chunk(Map<String, RawValue> chunk) {
        lastHasUsage = false;
        chunk.forEach((name, value) -> {
            switch (name) {
                case "candidates" -> RawJson.elements(value).forEach(this::candidate);
                case "usageMetadata" -> usage(value);
                case "error" -> throw new Inexact("a chunk that tells an error");
                default -> head.computeIfAbsent(name, Constant::new).take(value);
            }
        });
    }

    /** The counts are those of the answer so far; one that is not told again would be guessed. */
    private void usage(RawValue told) {
        Set<String> names = RawJson.members(told).keySet();
        if (!names.containsAll(counts)) {
            throw new Inexact("a usage that loses a count");
        }
        counts = names;
        usage = told;
        lastHasUsage = true;
    }

    private void candidate(RawValue value) {
        Map<String, RawValue> members = RawJson.members(value);
        int index = members.containsKey("index") ? RawJson.index(members, "index") : 0;
        candidates.computeIfAbsent(index, made -> new Candidate()).take(members);
    }

    private Part whole() {
        Part.Fields body = new Part.Fields();
        if (candidates.isEmpty()) {
            Constant feedback = head.get("promptFeedback");
            if (feedback == null || !feedback.isTold()) {
                throw new Inexact("no candidates");
            }
        } else {
            Part.Items items = new Part.Items();
            candidates.values().forEach(candidate -> items.add(candidate.part()));
            body.set("candidates", items);
        }
        RawValue told = usage;
        if (!lastHasUsage || told == null) {
            throw new Inexact("no usage at the end");
        }
        head.forEach((name, constant) -> body.setIfGiven(name, constant.part()));
        return body.set("usageMetadata", Part.of(told));
    }

    /** One candidate. */
    private static final class Candidate {
        private final Map<String, Constant> fields = new LinkedHashMap<>();
        private final Map<String, Constant> content = new LinkedHashMap<>();
        private final GeminiParts parts = new GeminiParts();
        private boolean contentTold;
        private int chunks;
        private boolean piecewise;

        void take(Map<String, RawValue> members) {
            chunks++;
            members.forEach((name, value) -> {
                if (name.equals("content")) {
                    contentTold = true;
                    RawJson.members(value).forEach(this::content);
                } else {
                    piecewise |= PIECEWISE.contains(name);
                    fields.computeIfAbsent(name, Constant::new).take(value);
                }
            });
            if (piecewise && chunks > 1) {
                throw new Inexact("a list in pieces");
            }
        }

        private void content(String name, RawValue value) {
            if (name.equals("parts")) {
                RawJson.elements(value).forEach(parts::take);
            } else {
                content.computeIfAbsent(name, Constant::new).take(value);
            }
        }

        Part part() {
            Constant reason = fields.get("finishReason");
            if (reason == null || !reason.isTold()) {
                throw new Inexact("a candidate without a reason to finish");
            }
            Part.Fields made = new Part.Fields();
            if (contentTold) {
                Part.Fields told = new Part.Fields().setIfGiven("parts", parts.part());
                content.forEach((name, field) -> told.setIfGiven(name, field.part()));
                made.set("content", told);
            }
            fields.forEach((name, field) -> made.setIfGiven(name, field.part()));
            return made;
        }
    }
}
