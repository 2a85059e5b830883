package dev.penstock.admin;

import dev.penstock.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a management request is answered with. */
public record Answer(int status, String contentType, byte[] body) {
    private static final String JSON = "application/json";

    /** The usual envelope round one result. */
    public static Answer of(JsonText result) {
        return json(
                200, JsonText.object("success", true, "result", result, "errors", List.of(), "messages", List.of()));
    }

    /** The usual envelope round one page of a list. */
    public static Answer page(List<JsonText> items, PageMark mark) {
        return page(items, mark.json());
    }

    /** The usual envelope round one page of a list, with more than the usual numbers. */
    public static Answer page(List<JsonText> items, JsonText mark) {
        return json(
                200,
                JsonText.object(
                        "success",
                        true,
                        "result",
                        items,
                        "result_info",
                        mark,
                        "errors",
                        List.of(),
                        "messages",
                        List.of()));
    }

    /** An answer that is no envelope, or an unusual one. */
    public static Answer json(int status, JsonText body) {
        return new Answer(status, JSON, body.text().getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes as they are kept. */
    public static Answer bytes(String contentType, byte[] body) {
        return new Answer(200, contentType, body);
    }

    static Answer of(ApiRefused refused) {
        return refused(refused.status(), refused.problems());
    }

    static Answer refused(int status, List<Problem> problems) {
        List<JsonText> errors = problems.stream()
                .map(problem -> problem.path().isEmpty()
                        ? JsonText.object("code", problem.code(), "message", problem.message())
                        : JsonText.object("code", problem.code(), "message", problem.message(), "path", problem.path()))
                .toList();
        return json(
                status,
                JsonText.object(
                        "success", false, "errors", errors, "messages", List.of(), "result", JsonText.object()));
    }

    @Override
    public String toString() {
        return "Answer[" + status + ", " + body.length + " bytes]";
    }
}
