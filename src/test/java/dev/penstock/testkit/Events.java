package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Well-formed answers of each dialect, made from pieces of text: {@code Events.chat("Hel", "lo").usage(9, 2).list()}. */
public final class Events {
    private final Teller teller;
    private final Story story;
    private final UnaryOperator<List<byte[]>> shape;

    private Events(Teller teller, Story story, UnaryOperator<List<byte[]>> shape) {
        this.teller = teller;
        this.story = story;
        this.shape = shape;
    }

    private static Events by(Teller teller, String... text) {
        return new Events(teller, Story.of(text), UnaryOperator.identity());
    }

    /** OpenAI chat completions; usage only where {@link #usage} tells it. */
    public static Events chat(String... text) {
        return by(new ChatTeller(), text);
    }

    public static Events responses(String... text) {
        return by(new ResponsesTeller(), text);
    }

    public static Events anthropic(String... text) {
        return by(new AnthropicTeller(), text);
    }

    /** Gemini with alt=sse. */
    public static Events gemini(String... text) {
        return by(new GeminiTeller(), text);
    }

    /** Bedrock converse, as frames of the AWS event stream. */
    public static Events converse(String... text) {
        return by(new ConverseTeller(), text);
    }

    /** Bedrock InvokeModel of an Anthropic model, as frames of the AWS event stream. */
    public static Events invoke(String... text) {
        return by(new InvokeTeller(), text);
    }

    /** Cohere v2 chat. */
    public static Events cohere(String... text) {
        return by(new CohereTeller(), text);
    }

    /** Ollama's own chat, one JSON value a line. */
    public static Events ollama(String... text) {
        return by(new OllamaTeller(), text);
    }

    public Events usage(long input, long output) {
        return usage(input, output, 0, 0);
    }

    /** Counts as the dialect's own fields carry them. */
    public Events usage(long input, long output, long cached, long reasoning) {
        return of(story.tokens(new Story.Tokens(input, output, cached, reasoning)));
    }

    public Events id(String id) {
        return of(story.id(id));
    }

    public Events model(String model) {
        return of(story.model(model));
    }

    public Events thinking(String... pieces) {
        return of(story.thinking(pieces));
    }

    /** Adds a call of a tool; arguments are JSON text, or empty. */
    public Events tool(String callId, String name, String arguments) {
        return of(story.tool(callId, name, arguments));
    }

    public Events stop(Story.Stop reason) {
        return of(story.stop(reason));
    }

    public Events story(Story other) {
        return of(other);
    }

    /** Line ends as CRLF, where the dialect has lines. */
    public Events crlf() {
        return shaped(events -> events.stream()
                .map(event -> Bytes.of(Bytes.text(event).replace("\r\n", "\n").replace("\n", "\r\n")))
                .toList());
    }

    /** Without the events that end the stream: the finish, the usage after it and any terminal marker. */
    public Events withoutEnd() {
        int endings = teller.endings(story);
        return shaped(events -> events.subList(0, events.size() - endings));
    }

    /** Without the last event alone: chat's [DONE], message_stop, the metadata frame. */
    public Events withoutLast() {
        return shaped(events -> events.subList(0, events.size() - 1));
    }

    /** An error of the dialect's own shape in the place of the ending. */
    public Events failing(String message) {
        Events broken = withoutEnd();
        return broken.shaped(events -> {
            List<byte[]> more = new ArrayList<>(events);
            more.add(teller.error(story, message));
            return more;
        });
    }

    /** One array an event: tests cut the stream at every border. */
    public List<byte[]> list() {
        return shape.apply(teller.stream(story));
    }

    public byte[] bytes() {
        return Bytes.join(list());
    }

    public String contentType() {
        return teller.contentType();
    }

    /** The stream as a chunked 200, every event a write of its own. */
    public Script script() {
        return Script.answer(200).header("content-type", contentType()).pieces(list());
    }

    /** The same answer, not streamed. */
    public String whole() {
        return teller.whole(story);
    }

    public Script wholeScript() {
        return Script.json(200, whole());
    }

    private Events of(Story other) {
        return new Events(teller, other, shape);
    }

    private Events shaped(UnaryOperator<List<byte[]>> next) {
        return new Events(teller, story, events -> next.apply(shape.apply(events)));
    }
}
