package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names what a configuration says: the same for the same keys and values, whatever comments and lines are round them. */
final class Digest {
    private Digest() {}

    /** SHA-256 in hexadecimal digits. */
    static String of(Yaml.Mapping root) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(root, digest);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static void add(Yaml value, MessageDigest digest) {
        switch (value) {
            case Yaml.Scalar scalar -> {
                add(scalar.type().name(), digest);
                add(scalar.text(), digest);
            }
            case Yaml.Sequence list -> {
                digest.update((byte) '[');
                list.items().forEach(item -> add(item, digest));
                digest.update((byte) ']');
            }
            case Yaml.Mapping block -> {
                digest.update((byte) '{');
                block.fields().forEach((name, field) -> {
                    if (says(field.value())) {
                        add(name, digest);
                        add(field.value(), digest);
                    }
                });
                digest.update((byte) '}');
            }
        }
    }

    /** A key without a value counts as not given. */
    private static boolean says(Yaml value) {
        return switch (value) {
            case Yaml.Scalar scalar -> scalar.type() != Yaml.Scalar.Type.NULL;
            case Yaml.Sequence ignored -> true;
            case Yaml.Mapping block -> block.fields().values().stream().anyMatch(field -> says(field.value()));
        };
    }

    /** Each text behind its length, so that no two documents are written alike. */
    private static void add(String text, MessageDigest digest) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
