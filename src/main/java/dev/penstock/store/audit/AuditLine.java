package dev.penstock.store.audit;

import dev.penstock.control.Actor;
import dev.penstock.control.AuditTrail.Entry;
import dev.penstock.control.AuditTrail.Head;
import dev.penstock.control.AuditTrail.Kept;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One line of the trail: a JSON object of {@code n}, the act, {@code prev}: the hash of the line before, and last
 * {@code hash}: SHA-256 over the line without it.
 */
record AuditLine(byte[] bytes) {
    /** What the first line follows. */
    static final Head GENESIS = new Head(0, "0".repeat(64));

    /** The largest line there can be: what is in it came in the head of a request or is shorter. */
    static final int LONGEST = 64 << 10;

    private static final byte[] BEFORE_HASH = ",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_LENGTH = 64;
    private static final int SUFFIX = BEFORE_HASH.length + HASH_LENGTH + 2;

    static AuditLine after(Head before, Entry entry) {
        String plain = JsonText.object(
                        "n", before.count() + 1,
                        "at", Instant.ofEpochMilli(entry.at()).toString(),
                        "actor", entry.actor().id(),
                        "name", entry.actor().name(),
                        "account", entry.account(),
                        "action", entry.action(),
                        "object", entry.object(),
                        "revision", entry.revision(),
                        "prev", before.hash())
                .text();
        byte[] hashed = plain.getBytes(StandardCharsets.UTF_8);
        String whole = plain.substring(0, plain.length() - 1) + ",\"hash\":\"" + sha256(hashed) + "\"}";
        return new AuditLine(whole.getBytes(StandardCharsets.UTF_8));
    }

    /** What makes this line no successor of that head; empty where it is one. */
    Optional<String> problemAfter(Head before) {
        if (bytes.length <= SUFFIX || !hasSuffix()) {
            return Optional.of("is no whole line of the trail");
        }
        byte[] plain = Arrays.copyOf(bytes, bytes.length - SUFFIX + 1);
        plain[plain.length - 1] = '}';
        if (!sha256(plain).equals(hash())) {
            return Optional.of("was changed: its hash is not that of its content");
        }
        JsonTree tree = JsonTree.read(bytes);
        long number = tree.at("n").whole().orElse(-1);
        if (number != before.count() + 1) {
            return Optional.of("is entry " + number + " where entry " + (before.count() + 1) + " belongs");
        }
        return tree.at("prev").text().filter(before.hash()::equals).isPresent()
                ? Optional.empty()
                : Optional.of("does not follow the line before it");
    }

    Head head() {
        return new Head(number(), hash());
    }

    long number() {
        return tree().at("n").whole().orElseThrow();
    }

    String hash() {
        return new String(bytes, bytes.length - HASH_LENGTH - 2, HASH_LENGTH, StandardCharsets.ISO_8859_1);
    }

    Kept kept() {
        JsonTree tree = tree();
        Entry entry = new Entry(
                Instant.parse(text(tree, "at")).toEpochMilli(),
                new Actor(text(tree, "actor"), text(tree, "name")),
                text(tree, "account"),
                text(tree, "action"),
                text(tree, "object"),
                tree.at("revision").whole().orElse(0));
        return new Kept(tree.at("n").whole().orElseThrow(), entry);
    }

    boolean hasSuffix() {
        int at = bytes.length - SUFFIX;
        return at > 0
                && Arrays.equals(bytes, at, at + BEFORE_HASH.length, BEFORE_HASH, 0, BEFORE_HASH.length)
                && bytes[bytes.length - 2] == '"'
                && bytes[bytes.length - 1] == '}';
    }

    private JsonTree tree() {
        return JsonTree.read(bytes);
    }

    private static String text(JsonTree tree, String field) {
        return tree.at(field).text().orElseThrow();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
