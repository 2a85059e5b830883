package dev.penstock.app.routing;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.Script;
import java.util.List;

/** What is asked of a provider of OpenAI's dialect here, and what a good one answers. */
final class Speech {
    /** What 9 tokens of input and 4 of output come to with {@link #PRICE}. */
    static final long COST = 9 * 1_000 + 4 * 2_000;

    static final String PRICE = "{\"per_token_in\":0.000001,\"per_token_out\":0.000002}";

    private Speech() {}

    static String body(String model, boolean stream) {
        String streams = stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
        return "{\"model\":\"" + model + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]"
                + streams + "}";
    }

    static Events answer() {
        return Events.chat("Good", " morning", " to", " you").model("m-1").usage(9, 4);
    }

    static byte[] answer(boolean stream) {
        return stream ? answer().bytes() : Bytes.of(answer().whole());
    }

    static Script script(boolean stream) {
        return stream ? answer().script() : answer().wholeScript();
    }

    /** A stream whose first event says that it failed. */
    static Script failedFirst() {
        return Script.sse(List.of(Bytes.of(
                "data: {\"error\":{\"message\":\"Something broke\",\"type\":\"server_error\",\"code\":null}}\n\n")));
    }
}
