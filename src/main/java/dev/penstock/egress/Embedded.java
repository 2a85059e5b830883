package dev.penstock.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** IPv4 addresses that stand inside IPv6 ones: whoever routes the outer one may deliver to the inner one. */
final class Embedded {
    private static final AddressRange TRANSLATED = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange COMPATIBLE = AddressRange.parse("::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
    private static final AddressRange TEREDO = AddressRange.parse("2001::/32");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private Embedded() {}

    /** The address itself, or the IPv4 address that an IPv4-mapped one is (RFC 4291, 2.5.5.2). */
    static InetAddress unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean mapped = bytes.length == 16 && Arrays.equals(bytes, 0, 12, MAPPED, 0, 12);
        return mapped ? version4(bytes, 12, 0) : address;
    }

    /** The IPv4 address that an address of NAT64, 6to4, Teredo, ISATAP or the compatible form leads to. */
    static Optional<InetAddress> in(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16) {
            return Optional.empty();
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return Optional.of(version4(bytes, 2, 0));
        }
        if (TEREDO.contains(bytes)) {
            // The client's address stands at the end with its bits turned over (RFC 4380, 4).
            return Optional.of(version4(bytes, 12, 0xff));
        }
        boolean last = TRANSLATED.contains(bytes) || COMPATIBLE.contains(bytes) || isIsatap(bytes);
        return last && !isLoopback(bytes) ? Optional.of(version4(bytes, 12, 0)) : Optional.empty();
    }

    /** Interface identifiers 0:5efe and 200:5efe (RFC 5214, 6.1). */
    private static boolean isIsatap(byte[] bytes) {
        return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
    }

    /** ::1 is an address of its own, not 0.0.0.1 in other clothes. */
    private static boolean isLoopback(byte[] bytes) {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        return Arrays.equals(bytes, loopback);
    }

    private static InetAddress version4(byte[] bytes, int from, int turned) {
        byte[] four = new byte[4];
        for (int i = 0; i < 4; i++) {
            four[i] = (byte) (bytes[from + i] ^ turned);
        }
        try {
            return InetAddress.getByAddress(four);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
