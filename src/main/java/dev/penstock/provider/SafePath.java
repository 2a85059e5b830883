package dev.penstock.provider;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a path may hold before it is joined to a provider's address: the characters of RFC 3986, no dot segment in any
 * spelling, nothing that could end the request line or name another host. What passes is sent as it came.
 */
public final class SafePath {
    /** RFC 3986 pchar and the slash, as two words of 64 bits; percent is looked at apart. */
    private static final String ALLOWED =
            "/-._~!$&'()*+,;=:@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final long LOW = bits(0);
    private static final long HIGH = bits(64);

    /** Encoded over and over: more rounds than any client has reason for. */
    private static final int ROUNDS = 4;

    private static final int MAX_LENGTH = 8192;

    /** Cloudflare's number for a request that does not validate. */
    private static final int INVALID = 7001;

    private SafePath() {}

    /** @throws CallRefused 400 where the path could leave the provider's base path, or break the request line */
    public static void check(String path) {
        if (path.length() > MAX_LENGTH) {
            throw refused("The path is longer than " + MAX_LENGTH + " characters");
        }
        boolean suspicious = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isAllowed(c) && c != '%') {
                throw refused("The path holds the character U+%04X, which must be percent-encoded".formatted((int) c));
            }
            suspicious |= c == '%' || (c == '.' && (i == 0 || path.charAt(i - 1) == '/'));
            if (c == ':' && path.startsWith("://", i)) {
                throw refused("The path holds a URL ('://'); send only what stands below the provider's base URL");
            }
        }
        if (suspicious) {
            lookCloser(path);
        }
    }

    /** @throws CallRefused 400 where the query could break the request line */
    public static void checkQuery(Optional<String> query) {
        String text = query.orElse("");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw refused("The query holds the character U+%04X, which must be percent-encoded".formatted((int) c));
            }
        }
    }

    public static CallRefused refused(String message) {
        return Refusal.of(400, INVALID, message).thrown();
    }

    /** Decodes round after round, because some servers decode more than once before they resolve dot segments. */
    private static void lookCloser(String path) {
        refuseLonePercent(path);
        String text = path;
        for (int round = 0; round < ROUNDS; round++) {
            refuseDotSegments(text);
            if (text.indexOf('%') < 0) {
                return;
            }
            String decoded = decodedOnce(text);
            if (decoded.length() == text.length()) {
                return;
            }
            text = decoded;
        }
        throw refused("The path is percent-encoded more than " + (ROUNDS - 1) + " times over");
    }

    private static void refuseLonePercent(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (PathText.octet(path, i) < 0) {
                throw refused("The path holds a '%' that two hexadecimal digits do not follow; encode it as %25");
            }
        }
    }

    private static void refuseDotSegments(String text) {
        for (int start = 0; start <= text.length(); ) {
            int end = endOfSegment(text, start);
            // Some servers cut a segment at ';' before they resolve it, so "..;x" climbs there too.
            int parameters = text.indexOf(';', start);
            int length = (parameters >= 0 && parameters < end ? parameters : end) - start;
            if ((length == 1 && text.charAt(start) == '.') || (length == 2 && text.startsWith("..", start))) {
                throw refused("The path holds a dot segment ('.' or '..', plain or encoded); send it resolved");
            }
            start = end + 1;
        }
    }

    private static int endOfSegment(String text, int start) {
        int slash = text.indexOf('/', start);
        return slash < 0 ? text.length() : slash;
    }

    /** Bytes as characters 0-255: enough to see what must not be there. */
    private static String decodedOnce(String text) {
        byte[] decoded = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int octet = PathText.octet(text, i);
            if (octet >= 0) {
                refuseOctet(octet);
                i += 2;
            }
            decoded[length++] = (byte) (octet < 0 ? text.charAt(i) : octet);
        }
        return new String(decoded, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Controls, the backslash, and bytes that no UTF-8 text holds (C0 and C1 begin overlong dots and slashes). */
    private static void refuseOctet(int octet) {
        if (octet < 0x20 || octet == 0x7f || octet == '\\' || octet == 0xc0 || octet == 0xc1 || octet > 0xf4) {
            throw refused("The path holds the encoded byte %%%02X, which no path needs".formatted(octet));
        }
    }

    private static boolean isAllowed(char c) {
        return c < 64 ? ((LOW >>> c) & 1) != 0 : c < 128 && ((HIGH >>> (c - 64)) & 1) != 0;
    }

    private static long bits(int from) {
        return ALLOWED.chars()
                .filter(c -> c >= from && c < from + 64)
                .mapToLong(c -> 1L << (c - from))
                .reduce(0, (a, b) -> a | b);
    }
}
