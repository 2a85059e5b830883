package dev.penstock.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of a bench upstream. Touched by the upstream's one thread only. */
final class BenchPeer {
    private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *([0-9]+)\\r\\n");
    private static final Pattern ASKED = Pattern.compile("events=([0-9]+) interval=([0-9]+) ");
    private static final byte[] ANSWER = answer();
    private static final byte[] STREAM_HEAD = Bytes.of(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n");
    private static final String CHUNK =
            "{\"id\":\"chatcmpl-bench0123456789\",\"object\":\"chat.completion.chunk\",\"created\":1763800000,"
                    + "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":null,";

    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] received = new byte[2048];
    private int length;
    private ByteBuffer pending = ByteBuffer.allocate(0);
    private int eventsLeft;
    private int sequence;
    private long intervalNanos;
    private long dueNanos;
    private boolean usageWanted;

    BenchPeer(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Reads what is there and answers what is whole; true where a stream has begun. */
    boolean read() throws IOException {
        if (length == received.length) {
            received = Arrays.copyOf(received, received.length * 2);
        }
        int read = channel.read(ByteBuffer.wrap(received, length, received.length - length));
        if (read < 0) {
            channel.close();
            throw new IOException("The peer has gone");
        }
        length += read;
        return answered();
    }

    private boolean answered() throws IOException {
        String text = new String(received, 0, length, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        Matcher lengths = LENGTH.matcher(text.substring(0, end + 2));
        int body = lengths.find() ? Integer.parseInt(lengths.group(1)) : 0;
        int whole = end + 4 + body;
        if (length < whole) {
            return false;
        }
        System.arraycopy(received, whole, received, 0, length - whole);
        length -= whole;
        Matcher asked = ASKED.matcher(text);
        if (!asked.find()) {
            write(ANSWER);
            return false;
        }
        begin(asked, text.contains("\"include_usage\":true"));
        return true;
    }

    private void begin(Matcher asked, boolean usage) throws IOException {
        eventsLeft = Integer.parseInt(asked.group(1));
        intervalNanos = Long.parseLong(asked.group(2)) * 1_000_000;
        sequence = 0;
        usageWanted = usage;
        dueNanos = System.nanoTime();
        write(STREAM_HEAD);
    }

    /** Sends what is due; true where more will be. */
    boolean sendEvent() {
        try {
            if (eventsLeft == 0) {
                write(Bytes.of(ending()));
                return false;
            }
            eventsLeft--;
            dueNanos += intervalNanos;
            write(Bytes.of(event(
                    "{\"index\":0,\"delta\":{\"content\":\"#" + sequence++ + "@" + System.nanoTime()
                            + " \"},\"finish_reason\":null}",
                    "")));
            return true;
        } catch (IOException gone) {
            key.cancel();
            return false;
        }
    }

    private String ending() {
        String usage = ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + sequence + ",\"total_tokens\":"
                + (9 + sequence) + "}";
        return event("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", "")
                + (usageWanted ? event("", usage) : "")
                + "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";
    }

    private static String event(String choice, String usage) {
        String data = "data: " + CHUNK + "\"choices\":[" + choice + "]" + usage + "}\n\n";
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private void write(byte[] bytes) throws IOException {
        if (pending.hasRemaining()) {
            pending = ByteBuffer.allocate(pending.remaining() + bytes.length)
                    .put(pending)
                    .put(bytes)
                    .flip();
        } else {
            pending = ByteBuffer.wrap(bytes);
        }
        flush();
    }

    void flush() throws IOException {
        channel.write(pending);
        key.interestOps(SelectionKey.OP_READ | (pending.hasRemaining() ? SelectionKey.OP_WRITE : 0));
    }

    /** 1,024 bytes of JSON, with usage. */
    private static byte[] answer() {
        String start = "{\"id\":\"chatcmpl-bench0123456789\",\"object\":\"chat.completion\",\"created\":1763800000,"
                + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"";
        String end = "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":95,\"completion_tokens\":120,\"total_tokens\":215},"
                + "\"service_tier\":\"default\",\"system_fingerprint\":null}";
        String body = start + "word ".repeat(200).substring(0, 1024 - start.length() - end.length()) + end;
        return Bytes.of("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body);
    }
}
