package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Messages stream as its message (docs.anthropic.com, "Streaming Messages"): blocks one after the other, and a
 * message_delta whose usage is cumulative, so that its counts replace those of message_start.
 */
final class MessagesFold {
    private static final Set<String> DELTA = Set.of("type", "delta", "usage", "context_management");
    private static final Set<String> ENDING = Set.of("stop_reason", "stop_sequence", "stop_details", "container");

    private final List<Part> blocks = new ArrayList<>();
    private final Map<String, RawValue> message = new LinkedHashMap<>();
    private final Map<String, RawValue> usage = new LinkedHashMap<>();
    private @Nullable BlockFold open;
    private boolean started;
    private boolean ended;
    private boolean stopped;

    private MessagesFold() {}

    static Part body(List<StreamEvent> events) {
        MessagesFold fold = new MessagesFold();
        events.forEach(fold::event);
        if (!fold.stopped) {
            throw new Inexact("no message_stop at the end");
        }
        return fold.whole();
    }

    private void event(StreamEvent event) {
        Map<String, RawValue> members = RawJson.object(event.data());
        String type = RawJson.text(members, "type");
        if (type.equals("ping")) {
            return;
        }
        if (stopped || started == type.equals("message_start")) {
            throw new Inexact("an event out of order");
        }
        switch (type) {
            case "message_start" -> start(members);
            case "content_block_start" -> open(members);
            case "content_block_delta" -> block(members).delta(RawJson.needed(members, "delta"));
            case "content_block_stop" -> {
                blocks.add(block(members).part());
                open = null;
            }
            case "message_delta" -> delta(members);
            case "message_stop" -> stop(members);
            default -> throw new Inexact("an event we cannot fold: " + RawJson.shown(type));
        }
    }

    private void start(Map<String, RawValue> members) {
        started = true;
        message.putAll(RawJson.members(RawJson.needed(members, "message")));
        if (!RawJson.elements(RawJson.needed(message, "content")).isEmpty()) {
            throw new Inexact("a message that begins with content");
        }
        usage.putAll(RawJson.members(RawJson.needed(message, "usage")));
    }

    private void open(Map<String, RawValue> members) {
        if (open != null || ended || RawJson.index(members, "index") != blocks.size()) {
            throw new Inexact("a block out of order");
        }
        open = new BlockFold(RawJson.members(RawJson.needed(members, "content_block")));
    }

    private BlockFold block(Map<String, RawValue> members) {
        BlockFold block = open;
        if (block == null || RawJson.index(members, "index") != blocks.size()) {
            throw new Inexact("a block out of order");
        }
        return block;
    }

    private void delta(Map<String, RawValue> members) {
        if (open != null) {
            throw new Inexact("a message that ends inside a block");
        }
        ended = true;
        members.keySet().stream()
                .filter(name -> !DELTA.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new Inexact("a message_delta's field: " + RawJson.shown(name));
                });
        message.putAll(RawJson.members(RawJson.needed(members, "delta"), ENDING));
        RawValue management = members.get("context_management");
        if (management != null) {
            message.put("context_management", management);
        }
        RawJson.members(RawJson.needed(members, "usage")).forEach(this::count);
    }

    /**
     * A count of the end. What was written to the cache by servers' tools is not in message_start's division by lifetime,
     * which nothing corrects.
     */
    private void count(String name, RawValue value) {
        RawValue before = usage.get(name);
        if (RawJson.isNull(value) && before != null) {
            return;
        }
        if (name.equals("cache_creation_input_tokens")
                && usage.containsKey("cache_creation")
                && (before == null || !RawJson.same(before, value))) {
            throw new Inexact("cache writes whose lifetimes are not told");
        }
        usage.put(name, value);
    }

    private void stop(Map<String, RawValue> members) {
        if (members.size() > 1) {
            throw new Inexact("a message_stop with more than its type");
        }
        if (!ended || RawJson.text(message, "stop_reason").isEmpty()) {
            throw new Inexact("a message that stops without a reason");
        }
        stopped = true;
    }

    private Part whole() {
        Part.Fields body = Part.Fields.of(message);
        Part.Items content = new Part.Items();
        blocks.forEach(content::add);
        return body.set("content", content).set("usage", Part.Fields.of(usage));
    }
}
