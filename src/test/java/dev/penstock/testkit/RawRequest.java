package dev.penstock.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A well-formed request as a value, for tests that do not care for its bytes. Host and framing come by themselves. */
public record RawRequest(String method, String target, List<String> headerLines, byte[] body, boolean chunked) {
    public RawRequest {
        headerLines = List.copyOf(headerLines);
    }

    public static RawRequest get(String target) {
        return new RawRequest("GET", target, List.of(), new byte[0], false);
    }

    public static RawRequest post(String target) {
        return new RawRequest("POST", target, List.of(), new byte[0], false);
    }

    public RawRequest method(String other) {
        return new RawRequest(other, target, headerLines, body, chunked);
    }

    public RawRequest header(String name, String value) {
        return line(name + ": " + value);
    }

    public RawRequest bearer(String token) {
        return header("authorization", "Bearer " + token);
    }

    public RawRequest line(String headerLine) {
        List<String> lines = new ArrayList<>(headerLines);
        lines.add(headerLine);
        return new RawRequest(method, target, lines, body, chunked);
    }

    public RawRequest json(String text) {
        return header("content-type", "application/json").body(Bytes.of(text));
    }

    public RawRequest body(byte[] bytes) {
        return new RawRequest(method, target, headerLines, bytes, chunked);
    }

    /** Sends the body as one chunk instead of by its length. */
    public RawRequest inChunks() {
        return new RawRequest(method, target, headerLines, body, true);
    }

    /** Request line, headers and blank line. */
    public byte[] head() {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        if (!says("host")) {
            head.append("host: 127.0.0.1\r\n");
        }
        headerLines.forEach(line -> head.append(line).append("\r\n"));
        if (chunked) {
            head.append("transfer-encoding: chunked\r\n");
        } else if (!says("content-length") && (body.length > 0 || !method.equals("GET"))) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    public byte[] bytes() {
        if (!chunked) {
            return Bytes.join(head(), body);
        }
        byte[] chunk = body.length == 0
                ? body
                : Bytes.join(Bytes.of(Integer.toHexString(body.length) + "\r\n"), body, Bytes.of("\r\n"));
        return Bytes.join(head(), chunk, Bytes.of("0\r\n\r\n"));
    }

    private boolean says(String name) {
        return headerLines.stream()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    }

    @Override
    public String toString() {
        return method + " " + target + " (" + body.length + " bytes)";
    }
}
