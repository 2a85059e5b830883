package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;

/** What the actor says to a call in a mood. */
final class ActorStory {
    private static final int PIECE = 6;

    private ActorStory() {}

    static Story of(ActorCall call, ActorMood mood) {
        Story story = Story.of(pieces(echo(call))).model(call.model());
        Story told = switch (mood) {
            case ECHO, SLOW, INSTREAM_ERR, CUT, NODONE, CRLF -> story;
            case TOOL -> calling(call, story, 1);
            case TOOLS2 -> calling(call, story, 2);
            case NOARGS -> withoutArguments(call, story);
            case JSON -> saying(story, json(call));
            case THINK -> story.thinking("Let me ", "think.");
            case LEN -> story.stop(Story.Stop.LENGTH);
            case STOP -> story.stop(Story.Stop.STOP_SEQUENCE);
            case REFUSE -> saying(story, "I'm sorry, I can't help with that.").stop(Story.Stop.REFUSAL);
            case SPLIT_UTF8 -> saying(story, "Zürich 日本 😀👩‍🚀 " + echo(call));
            case AUTO -> automatic(call, story);
        };
        return told.tokens(call.usageInStream() || !call.stream() ? counts(call, told) : null);
    }

    private static Story automatic(ActorCall call, Story story) {
        if (!call.tools().isEmpty() && call.told().isEmpty()) {
            return calling(call, story, 1);
        }
        return call.schema().isPresent() ? saying(story, json(call)) : story;
    }

    private static Story calling(ActorCall call, Story story, int howMany) {
        if (call.tools().isEmpty() || !call.told().isEmpty()) {
            return story;
        }
        Story calling = silent(story);
        for (int i = 0; i < howMany; i++) {
            ActorCall.Tool tool = call.tools().get(Math.min(i, call.tools().size() - 1));
            String arguments = tool.parameters().isObject() ? JsonInstance.of(tool.parameters()) : "{}";
            calling = calling.tool("call_actor" + i, tool.name(), arguments);
        }
        return calling;
    }

    private static Story withoutArguments(ActorCall call, Story story) {
        return call.tools().isEmpty() || !call.told().isEmpty()
                ? story
                : silent(story).tool("call_actor0", call.tools().getFirst().name(), "");
    }

    private static Story silent(Story story) {
        return Story.of().model(story.model());
    }

    private static Story saying(Story story, String text) {
        return Story.of(pieces(text)).model(story.model());
    }

    private static String json(ActorCall call) {
        return call.schema().map(JsonInstance::of).orElse(Json.text(Json.object("answer", echo(call))));
    }

    private static String echo(ActorCall call) {
        String text = call.told().isEmpty() ? call.said() : "The tool said: " + call.told();
        return text.isEmpty() ? "Hello." : text;
    }

    private static Story.Tokens counts(ActorCall call, Story story) {
        long input = 8L + call.said().length() / 4;
        long output = Math.max(1, story.text().size() + 10L * story.tools().size());
        long reasoning = story.thoughts().size();
        return new Story.Tokens(input, output + reasoning, 0, reasoning);
    }

    /** Pieces of a few characters, none of them cut in two. */
    private static String[] pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i += PIECE) {
            pieces.add(new String(points, i, Math.min(PIECE, points.length - i)));
        }
        return pieces.toArray(String[]::new);
    }
}
