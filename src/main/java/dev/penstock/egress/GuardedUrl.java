package dev.penstock.egress;

import dev.penstock.call.Origin;
import java.util.Optional;

/**
 * A URL that came from outside, with nothing in it that two readers could understand in two ways: printable ASCII, no
 * user, no fragment, no backslash, a host in its one spelling, a path that does not climb.
 *
 * @param path without closing slashes; nothing for the root
 * @param query without its question mark
 */
public record GuardedUrl(Origin origin, String path, Optional<String> query) {
    private static final int LONGEST = 2048;
    private static final String NEVER = "\\\"<>^`{|}";

    /** Encoded or plain, these could climb, cut or end a path where another reader decodes it first. */
    private static final String NEVER_ENCODED = "./\\%;?#\u007f";

    /** @throws IllegalArgumentException with the reason; it quotes nothing of the URL */
    public static GuardedUrl parse(String url) {
        if (url.length() > LONGEST) {
            throw WebUrl.invalid(url, "it must have at most " + LONGEST);
        }
        checkCharacters(url);
        int mark = url.indexOf('?');
        WebUrl split = WebUrl.split(mark < 0 ? url : url.substring(0, mark));
        if (!url.startsWith("http")) {
            throw WebUrl.invalid(url, "its scheme must be in small letters");
        }
        String path = withoutClosingSlashes(split.path());
        checkPath(url, path);
        return new GuardedUrl(
                origin(url, split.origin()), path, mark < 0 ? Optional.empty() : Optional.of(url.substring(mark + 1)));
    }

    private static Origin origin(String url, Origin origin) {
        try {
            return new Origin(origin.tls(), HostText.checked(origin.host()), origin.port());
        } catch (IllegalArgumentException e) {
            throw WebUrl.invalid(url, String.valueOf(e.getMessage()));
        }
    }

    private static void checkCharacters(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c >= 0x7f) {
                throw WebUrl.invalid(url, "it holds letters beyond ASCII; write its host as xn--, its path encoded");
            }
            if (c <= ' ' || NEVER.indexOf(c) >= 0) {
                throw WebUrl.invalid(url, "it holds the character U+%04X".formatted((int) c));
            }
            if (c == '#') {
                throw WebUrl.invalid(url, "it must have no fragment");
            }
        }
    }

    private static void checkPath(String url, String path) {
        if (path.contains("//") || path.indexOf(';') >= 0 || path.indexOf('[') >= 0 || path.indexOf(']') >= 0) {
            throw WebUrl.invalid(url, "its path must have no empty segment, no ';' and no brackets");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw WebUrl.invalid(url, "its path must have no dot segment");
            }
        }
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (!isHarmless(path, at)) {
                throw WebUrl.invalid(url, "its path holds a percent sign that encodes nothing a path needs");
            }
        }
    }

    private static boolean isHarmless(String path, int at) {
        int high = at + 2 < path.length() ? digit(path.charAt(at + 1)) : -1;
        int low = at + 2 < path.length() ? digit(path.charAt(at + 2)) : -1;
        int octet = (high << 4) | low;
        boolean noUtf8 = octet == 0xc0 || octet == 0xc1 || octet > 0xf4;
        return high >= 0 && low >= 0 && octet >= ' ' && !noUtf8 && NEVER_ENCODED.indexOf(octet) < 0;
    }

    /** ASCII digits only: Character.digit knows those of every script. */
    private static int digit(char c) {
        return c < 0x7f ? Character.digit(c, 16) : -1;
    }

    private static String withoutClosingSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Where it goes; its query may hold a key. */
    @Override
    public String toString() {
        return origin + path;
    }
}
