package dev.penstock.provider.awsbedrock;

import dev.penstock.call.Headers;
import dev.penstock.call.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4, in a header, over the whole body ("Create a signed AWS API request" in the IAM user guide).
 * Pure: the clock is handed in.
 */
record SigV4(Credentials credentials, String region, String service) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What proxies may change, and what AWS's own SDK therefore leaves out. */
    private static final Set<String> UNSIGNED =
            Set.of("connection", "x-amzn-trace-id", "user-agent", "expect", "transfer-encoding", "x-forwarded-for");

    /** An access key; temporary ones have a session token. */
    record Credentials(String accessKeyId, Secret secretAccessKey, Optional<Secret> sessionToken) {}

    /** The header fields that sign a request: all of its own fields are covered, and the host. */
    Headers sign(String method, String host, AwsUri uri, Headers sent, byte[] body, Instant now) {
        String time = TIME.format(now);
        String bodyHash = HexFormat.of().formatHex(sha256(body));
        Headers.Builder added = Headers.builder().add("x-amz-date", time).add("x-amz-content-sha256", bodyHash);
        credentials.sessionToken.ifPresent(token -> added.add("x-amz-security-token", token.reveal()));
        SortedMap<String, String> fields = canonical(host, sent, added.build());
        String names = String.join(";", fields.keySet());
        StringBuilder request = new StringBuilder(512)
                .append(method)
                .append('\n')
                .append(uri.canonicalPath())
                .append('\n')
                .append(uri.query())
                .append('\n');
        fields.forEach(
                (name, value) -> request.append(name).append(':').append(value).append('\n'));
        request.append('\n').append(names).append('\n').append(bodyHash);
        String day = time.substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        String hash = HexFormat.of().formatHex(sha256(bytes(request.toString())));
        byte[] signature = hmac(key(day), ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash);
        return added.add(
                        "authorization",
                        ALGORITHM + " Credential=" + credentials.accessKeyId + "/" + scope + ", SignedHeaders=" + names
                                + ", Signature=" + HexFormat.of().formatHex(signature))
                .build();
    }

    private static SortedMap<String, String> canonical(String host, Headers sent, Headers added) {
        SortedMap<String, String> fields = new TreeMap<>();
        fields.put("host", host);
        sent.forEach((name, value) -> {
            // What we add takes the place of what the caller's client said.
            if (!added.has(name)) {
                cover(fields, name, value);
            }
        });
        added.forEach((name, value) -> cover(fields, name, value));
        return fields;
    }

    private static void cover(SortedMap<String, String> fields, String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!UNSIGNED.contains(lower)) {
            fields.merge(lower, singleBlanks(value), (first, second) -> first + "," + second);
        }
    }

    /** Without white space at the ends, and a single blank for each run of it between. */
    private static String singleBlanks(String value) {
        StringBuilder single = new StringBuilder(value.length());
        boolean isBlank = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                isBlank = !single.isEmpty();
            } else {
                if (isBlank) {
                    single.append(' ');
                }
                isBlank = false;
                single.append(c);
            }
        }
        return single.toString();
    }

    private byte[] key(String day) {
        byte[] first = bytes("AWS4" + credentials.secretAccessKey.reveal());
        return hmac(hmac(hmac(hmac(first, day), region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
