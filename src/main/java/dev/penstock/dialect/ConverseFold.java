package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ConverseStream as its Converse body (docs.aws.amazon.com/bedrock, "ConverseStream"): blocks by index, of which text and
 * reasoning have no start; the reason to stop; then the usage. Every payload carries a padding p.
 */
final class ConverseFold {
    private static final Set<String> METADATA =
            Set.of("usage", "metrics", "trace", "performanceConfig", "serviceTier", "p");

    private final List<Part> blocks = new ArrayList<>();
    private @Nullable Block open;
    private @Nullable RawValue role;
    private @Nullable Map<String, RawValue> stop;
    private @Nullable Map<String, RawValue> metadata;

    private ConverseFold() {}

    static Part body(List<StreamEvent> events) {
        ConverseFold fold = new ConverseFold();
        events.forEach(fold::event);
        return fold.whole();
    }

    private void event(StreamEvent event) {
        if (metadata != null || (role == null) != event.type().equals("messageStart")) {
            throw new Inexact("an event out of order");
        }
        RawValue payload = RawValue.parse(event.data());
        switch (event.type()) {
            case "messageStart" -> role = RawJson.needed(RawJson.members(payload, Set.of("role", "p")), "role");
            case "contentBlockStart" -> start(RawJson.members(payload, Set.of("contentBlockIndex", "start", "p")));
            case "contentBlockDelta" -> {
                Map<String, RawValue> members = RawJson.members(payload, Set.of("contentBlockIndex", "delta", "p"));
                block(members).delta(RawJson.needed(members, "delta"));
            }
            case "contentBlockStop" -> {
                blocks.add(block(RawJson.members(payload, Set.of("contentBlockIndex", "p")))
                        .part());
                open = null;
            }
            case "messageStop" ->
                stop(RawJson.members(payload, Set.of("stopReason", "additionalModelResponseFields", "p")));
            case "metadata" -> metadata = RawJson.members(payload, METADATA);
            default -> throw new Inexact("an event we cannot fold: " + RawJson.shown(event.type()));
        }
    }

    private void start(Map<String, RawValue> members) {
        if (open != null) {
            throw new Inexact("a block out of order");
        }
        Map<String, RawValue> start = RawJson.members(RawJson.needed(members, "start"), Set.of("toolUse"));
        block(members).tool = RawJson.members(RawJson.needed(start, "toolUse"));
    }

    private Block block(Map<String, RawValue> members) {
        if (stop != null || RawJson.index(members, "contentBlockIndex") != blocks.size()) {
            throw new Inexact("a block out of order");
        }
        Block block = open == null ? new Block() : open;
        open = block;
        return block;
    }

    private void stop(Map<String, RawValue> members) {
        if (open != null || stop != null) {
            throw new Inexact("a message that stops inside a block");
        }
        stop = members;
    }

    private Part whole() {
        Map<String, RawValue> ending = stop;
        Map<String, RawValue> told = metadata;
        if (ending == null || told == null || role == null) {
            throw new Inexact("no metadata at the end");
        }
        RawJson.needed(told, "usage");
        Part.Items content = new Part.Items();
        blocks.forEach(content::add);
        Part.Fields message = new Part.Fields().set("role", Part.of(role)).set("content", content);
        Part.Fields body = new Part.Fields().set("output", new Part.Fields().set("message", message));
        body.set("stopReason", Part.of(RawJson.needed(ending, "stopReason")));
        return body.setAll(Part.Fields.of(ending)).setAll(Part.Fields.of(told)).without("p");
    }

    /** One content block: of one kind only. */
    private static final class Block {
        private final Part.Joined text = new Part.Joined();
        private final StringBuilder input = new StringBuilder();
        private @Nullable Map<String, RawValue> tool;
        private @Nullable RawValue signature;
        private @Nullable RawValue redacted;
        private String kind = "";

        void delta(RawValue delta) {
            Map<String, RawValue> members = RawJson.members(delta, Set.of("text", "toolUse", "reasoningContent"));
            members.forEach((name, value) -> {
                if ((!kind.isEmpty() && !kind.equals(name)) || (tool != null) != name.equals("toolUse")) {
                    throw new Inexact("a block of two kinds");
                }
                kind = name;
                switch (name) {
                    case "text" -> text.add(value);
                    case "toolUse" -> {
                        RawValue piece = RawJson.needed(RawJson.members(value, Set.of("input")), "input");
                        input.append(piece.text().orElseThrow(() -> new Inexact("a delta that is no text")));
                    }
                    default -> reasoning(RawJson.members(value, Set.of("text", "signature", "redactedContent")));
                }
            });
        }

        private void reasoning(Map<String, RawValue> members) {
            RawValue piece = members.get("text");
            if (piece != null) {
                text.add(piece);
            }
            RawValue signed = members.get("signature");
            RawValue hidden = members.get("redactedContent");
            if ((signed != null && signature != null) || (hidden != null && redacted != null)) {
                throw new Inexact("a signature said twice");
            }
            signature = signed == null ? signature : signed;
            redacted = hidden == null ? redacted : hidden;
        }

        Part part() {
            Map<String, RawValue> called = tool;
            if (called != null) {
                Part.Fields use = Part.Fields.of(called);
                return new Part.Fields().set("toolUse", use.set("input", input()));
            }
            return switch (kind) {
                case "text" -> new Part.Fields().set("text", text);
                case "reasoningContent" -> new Part.Fields().set("reasoningContent", reasoned());
                default -> throw new Inexact("a block without content");
            };
        }

        private Part reasoned() {
            if (redacted != null) {
                if (signature != null || !text.isEmpty()) {
                    throw new Inexact("a block of two kinds");
                }
                return new Part.Fields().set("redactedContent", Part.of(redacted));
            }
            Part.Fields told = new Part.Fields().set("text", text);
            told.setIfGiven("signature", signature == null ? null : Part.of(signature));
            return new Part.Fields().set("reasoningText", told);
        }

        /** A call without arguments is told as nothing, or as an empty text. */
        private Part input() {
            if (input.isEmpty()) {
                return new Part.Fields();
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(input)) {
                throw new Inexact("an input with half a character");
            }
            RawValue whole = RawValue.parse(input.toString().getBytes(StandardCharsets.UTF_8));
            if (!whole.isObject()) {
                throw new Inexact("an input that is no object");
            }
            return Part.of(whole);
        }
    }
}
