package dev.penstock.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * The host of a URL, held to one spelling that every parser reads alike: a DNS name in ASCII, four decimal numbers, or
 * an IPv6 address in brackets. Other spellings of an address (octal, hexadecimal, fewer numbers, other digits) are
 * refused, because one reader takes them for a name and the next for an address.
 */
final class HostText {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private HostText() {}

    /**
     * The host in small letters.
     *
     * @throws IllegalArgumentException with the reason, as the end of a sentence
     */
    static String checked(String host) {
        if (host.startsWith("[")) {
            return literal(host)
                    .map(address -> host.toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new IllegalArgumentException("its IPv6 address is not one"));
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (literal(name).isPresent()) {
            return name;
        }
        checkLabels(name);
        if (endsInNumber(name)) {
            throw new IllegalArgumentException(
                    "its host looks like an address, which must be four decimal numbers such as 192.0.2.7");
        }
        return name;
    }

    /** The address a host is, where it is one: strictly d.d.d.d, or IPv6 in brackets. Never looks anything up. */
    static Optional<InetAddress> literal(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return version6(host.substring(1, host.length() - 1));
        }
        return version4(host);
    }

    /** An address as text, without a name or a zone. */
    static String shown(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An address of " + address.length + " bytes", e);
        }
    }

    private static Optional<InetAddress> version4(String host) {
        String[] parts = host.split("\\.", -1);
        byte[] address = new byte[4];
        if (parts.length != 4) {
            return Optional.empty();
        }
        for (int i = 0; i < 4; i++) {
            int octet = octet(parts[i]);
            if (octet < 0) {
                return Optional.empty();
            }
            address[i] = (byte) octet;
        }
        try {
            return Optional.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** 0 to 255 without a leading zero, which some readers take for octal; -1 where it is none. */
    private static int octet(String digits) {
        boolean whole =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!whole || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        int octet = Integer.parseInt(digits);
        return octet <= 255 ? octet : -1;
    }

    /** An IPv4 address in IPv6 clothes is none here: it has a spelling of its own. A zone names an interface of ours. */
    private static Optional<InetAddress> version6(String text) {
        boolean plain = text.indexOf(':') >= 0 && text.chars().allMatch(c -> c == ':' || c == '.' || isHexadecimal(c));
        if (!plain) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text)).filter(address -> !(address instanceof Inet4Address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isHexadecimal(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static void checkLabels(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IllegalArgumentException("its host must have 1 to " + LONGEST + " characters");
        }
        for (String label : name.split("\\.", -1)) {
            if (!isLabel(label)) {
                throw new IllegalArgumentException("its host must be labels of 1 to " + LONGEST_LABEL
                        + " letters a-z, digits and inner hyphens, with single dots between them");
            }
        }
    }

    /** An underscore is in no host name, but in names that container networks give. */
    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }

    /** Whether the last label is a number, decimal or hexadecimal: then some readers see an address (WHATWG URL, 3.5). */
    private static boolean endsInNumber(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        boolean decimal = last.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean hexadecimal = last.startsWith("0x") && last.chars().skip(2).allMatch(HostText::isHexadecimal);
        return decimal || hexadecimal;
    }
}
