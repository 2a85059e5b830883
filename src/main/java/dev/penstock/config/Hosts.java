package dev.penstock.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses to listen on, judged by their text alone: no name is ever looked up. */
public final class Hosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?");

    private Hosts() {}

    /** The host without the brackets of an IPv6 address; null where it is neither an address nor a name. */
    static @Nullable String parse(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        boolean address = literal(host).isPresent();
        boolean name = !bracketed && NAME.matcher(host).matches() && !looksNumeric(host);
        return address || name ? host : null;
    }

    private static boolean looksNumeric(String host) {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Whether only this machine can reach it. A name other than localhost may be anything, so it is not. */
    public static boolean isLoopback(String host) {
        return host.toLowerCase(Locale.ROOT).equals("localhost")
                || literal(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
