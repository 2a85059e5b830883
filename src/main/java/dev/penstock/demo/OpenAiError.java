package dev.penstock.demo;

import static dev.penstock.json.JsonText.object;

import dev.penstock.json.JsonText;

/** The error object of OpenAI's interfaces. */
final class OpenAiError {
    private OpenAiError() {}

    static JsonText of(int status, String message) {
        String code = status == 404 && message.startsWith("The model") ? "model_not_found" : null;
        String type = status < 500 ? "invalid_request_error" : "server_error";
        return object("message", message, "type", type, "param", null, "code", code);
    }
}
