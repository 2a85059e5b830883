package dev.penstock.store.audit;

import dev.penstock.control.AuditTrail;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One JSON object a line: {@code n}, the act, {@code prev}: the hash of the line before, {@code hash}: SHA-256 over the
 * line without it. Each line is forced to the disk before its effect. A line that a crash left unfinished is cut off at
 * the next opening: its effect cannot have happened.
 */
public final class AuditFile implements AuditTrail {
    static final String GENESIS = "0".repeat(64);
    private static final int LARGEST_TAIL = 64 << 10;

    private final FileChannel channel;
    private Head head;

    private AuditFile(FileChannel channel, Head head) {
        this.channel = channel;
        this.head = head;
    }

    public static AuditFile open(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new AuditFile(channel, last(channel));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public synchronized Head append(Entry entry) throws IOException {
        AuditLine line = AuditLine.after(head, entry);
        long end = channel.size();
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
            long at = end;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(false);
        } catch (IOException failure) {
            channel.truncate(end);
            throw failure;
        }
        head = line.head();
        return head;
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            org.slf4j.LoggerFactory.getLogger(AuditFile.class).debug("Closing the audit trail failed");
        }
    }

    private static Head last(FileChannel channel) throws IOException {
        long size = channel.size();
        int length = (int) Math.min(size, LARGEST_TAIL);
        ByteBuffer tail = ByteBuffer.allocate(length);
        int read = 0;
        while (tail.hasRemaining() && read >= 0) {
            read = channel.read(tail, size - length + tail.position());
        }
        String text = new String(tail.array(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        channel.truncate(size - text.substring(end).getBytes(StandardCharsets.UTF_8).length);
        if (end == 0) {
            return new Head(0, GENESIS);
        }
        String line = text.substring(text.lastIndexOf('\n', end - 2) + 1, end - 1);
        JsonTree parsed = JsonTree.read(line.getBytes(StandardCharsets.UTF_8));
        return new Head(
                parsed.at("n").whole().orElseThrow(), parsed.at("hash").text().orElseThrow());
    }

    /** One line and the head it makes. */
    record AuditLine(String text, Head head) {
        static AuditLine after(Head before, Entry entry) {
            long number = before.count() + 1;
            String plain = JsonText.object(
                            "n", number,
                            "at", Instant.ofEpochMilli(entry.at()).toString(),
                            "actor", entry.actor().id(),
                            "name", entry.actor().name(),
                            "account", entry.account(),
                            "action", entry.action(),
                            "object", entry.object(),
                            "prev", before.hash())
                    .text();
            String hash = sha256(plain);
            String whole = plain.substring(0, plain.length() - 1) + ",\"hash\":\"" + hash + "\"}";
            return new AuditLine(whole, new Head(number, hash));
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
