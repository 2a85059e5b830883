package dev.penstock.demo;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.List;

/** One dialect as the demo speaks it: reads what is asked, writes answers and errors. */
interface Wire {
    /**
     * What a body asks.
     *
     * @throws dev.penstock.call.CallRefused 400 where a field is missing or not served, 404 for an unknown model
     */
    Question read(JsonTree body);

    /** The answer in one body. */
    JsonText whole(Reply reply);

    /** The answer as a stream. */
    List<Frame> frames(Reply reply, Question question);

    JsonText error(int status, String message, String requestId);

    /** The content type of a stream. */
    default String streamType() {
        return "text/event-stream; charset=utf-8";
    }
}
