package dev.penstock.call;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Header fields that stand in a configuration to be added to requests. They have passed no HTTP parser, and must not
 * change where a request goes, where it ends, or what it says to the gateway.
 */
public final class ExtraHeaders {
    /** The most fields one provider may add. */
    public static final int MOST = 50;

    private static final int LONGEST_VALUE = 8192;
    private static final int LONGEST_NAME = 256;
    private static final String NAME_MARKS = "!#$%&'*+-.^_`|~";

    /** Fields of one hop (RFC 9110, 7.6.1), of framing and of routing; and the body's coding, which we do not make. */
    private static final Set<String> NEVER = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "content-length",
            "content-encoding",
            "accept-encoding",
            "upgrade",
            "expect",
            "http2-settings",
            "forwarded",
            "via",
            "cookie",
            "cookie2");

    private static final Set<String> NEVER_BEGINNINGS =
            Set.of("cf-aig-", "cf-access-", "proxy-", "sec-websocket-", "x-forwarded-", ":");

    private ExtraHeaders() {}

    /** Why a field cannot be added; empty where it can. Names the field, never its value. */
    public static Optional<String> problem(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isName =
                !name.isEmpty() && name.length() <= LONGEST_NAME && name.chars().allMatch(ExtraHeaders::isMark);
        if (!isName) {
            return Optional.of("A header name holds characters no header name may hold");
        }
        if (NEVER.contains(lower) || NEVER_BEGINNINGS.stream().anyMatch(lower::startsWith)) {
            return Optional.of("The header '" + name + "' is the gateway's own to set; leave it out");
        }
        boolean isValue = value.length() <= LONGEST_VALUE && value.chars().allMatch(c -> c == '\t' || isVisible(c));
        return isValue
                ? Optional.empty()
                : Optional.of("The value of header '" + name + "' holds characters no header may hold, or more than "
                        + LONGEST_VALUE);
    }

    private static boolean isMark(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || NAME_MARKS.indexOf(c) >= 0;
    }

    private static boolean isVisible(int c) {
        return c >= 0x20 && c != 0x7f && c <= 0xff;
    }
}
