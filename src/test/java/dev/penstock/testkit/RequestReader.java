package dev.penstock.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests by the letter of RFC 9112: what is ambiguous there is refused here. */
final class RequestReader {
    private static final int HEAD_LIMIT = 1024 * 1024;
    private static final Pattern REQUEST_LINE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ [\\x21-\\x7e]+ HTTP/1\\.[01]");
    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}");

    private final BufferedInputStream in;
    private int headBytes;

    RequestReader(InputStream in) {
        this.in = new BufferedInputStream(in, 32 * 1024);
    }

    /** A request line and the header lines below it. */
    record Head(String requestLine, HeaderLines headers) {}

    /** Says what a request did that no client may do. */
    static final class Violation extends Exception {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    /** The next head, or null where the peer ended the connection between two requests. */
    @Nullable
    Head head() throws IOException, Violation {
        headBytes = 0;
        String requestLine = line();
        if (requestLine == null) {
            return null;
        }
        if (!REQUEST_LINE.matcher(requestLine).matches()) {
            throw new Violation("Malformed request line: " + requestLine);
        }
        HeaderLines headers = new HeaderLines(fields());
        if (headers.all("host").size() != 1) {
            throw new Violation("Wanted one Host header, got " + headers.all("host"));
        }
        return new Head(requestLine, headers);
    }

    void body(Head head, ReceivedRequest request) throws IOException, Violation {
        List<String> lengths = head.headers().all("content-length");
        List<String> codings = head.headers().all("transfer-encoding");
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty() || codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new Violation("Ambiguous body: transfer-encoding " + codings + ", content-length " + lengths);
            }
            chunks(request);
        } else if (!lengths.isEmpty()) {
            if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,15}")) {
                throw new Violation("Ambiguous body: content-length " + lengths);
            }
            copy(Long.parseLong(lengths.getFirst()), request);
        }
    }

    private void chunks(ReceivedRequest request) throws IOException, Violation {
        while (true) {
            headBytes = 0;
            String size = required(line());
            if (!CHUNK_SIZE.matcher(size).matches()) {
                throw new Violation("Malformed chunk size: " + size);
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                fields();
                return;
            }
            copy(length, request);
            if (!required(line()).isEmpty()) {
                throw new Violation("A chunk is longer than it said");
            }
        }
    }

    private void copy(long length, ReceivedRequest request) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("The peer ended " + left + " bytes short of the body");
            }
            request.bodyBytes(buffer, 0, read);
            left -= read;
        }
    }

    private List<String> fields() throws IOException, Violation {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = required(line());
            if (line.isEmpty()) {
                return lines;
            }
            if (!FIELD.matcher(line).matches()) {
                throw new Violation("Malformed header line: " + line);
            }
            lines.add(line);
        }
    }

    private static String required(@Nullable String line) throws EOFException {
        if (line == null) {
            throw new EOFException("The peer ended inside a message");
        }
        return line;
    }

    /** One line without its CRLF; null at the end of the stream where no byte of a line was read. */
    private @Nullable String line() throws IOException, Violation {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            int next = in.read();
            if (next < 0) {
                if (line.size() > 0) {
                    throw new EOFException("The peer ended inside a line");
                }
                return null;
            }
            if (++headBytes > HEAD_LIMIT) {
                throw new Violation("The head is longer than " + HEAD_LIMIT + " bytes");
            }
            if (next == '\n') {
                throw new Violation("A bare line feed in the head");
            }
            if (next == '\r') {
                if (in.read() != '\n') {
                    throw new Violation("A bare carriage return in the head");
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(next);
        }
    }
}
