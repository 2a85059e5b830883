package dev.penstock.http;

import dev.penstock.call.Refusal;

/**
 * The body of an answer that the gateway itself gives. Shape and names are Cloudflare's, to the letter: an older
 * envelope ({@code error} is an array, singular) and newer members side by side.
 */
final class ErrorBody {
    private ErrorBody() {}

    static String of(Refusal refusal) {
        return refusal.body().orElseGet(() -> usual(refusal));
    }

    private static String usual(Refusal refusal) {
        String message = quoted(refusal.message());
        return "{\"success\":false,\"result\":[],\"messages\":[],\"error\":[{\"code\":" + refusal.code()
                + ",\"message\":" + message + "}],\"name\":\"AiGatewayError\",\"httpCode\":" + refusal.status()
                + ",\"internalCode\":" + refusal.code() + ",\"message\":" + message + ",\"description\":" + message
                + "}";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
