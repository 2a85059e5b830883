package dev.penstock.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Addresses that share their first bits: 10.20.0.0/16, fd12:3456::/32. Immutable. */
public final class AddressRange {
    private final byte[] first;
    private final int bits;

    private AddressRange(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads a range as an operator writes it, or one address alone.
     *
     * @throws IllegalArgumentException saying what is wrong, and the range that may have been meant
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int all = address.length * 8;
        int bits = slash < 0 ? all : bits(text.substring(slash + 1), all);
        AddressRange range = new AddressRange(masked(address, bits), bits);
        if (!Arrays.equals(address, range.first)) {
            throw new IllegalArgumentException(text + " has bits set behind its prefix; did you mean " + range + "?");
        }
        return range;
    }

    /** Whether an address lies in it; one of the other family never does. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        return address.length == first.length && Arrays.equals(masked(address, bits), first);
    }

    /** Whether every address of another range lies in this one. */
    boolean contains(AddressRange other) {
        return other.bits >= bits && contains(other.first);
    }

    boolean overlaps(AddressRange other) {
        return contains(other) || other.contains(this);
    }

    boolean isVersion6() {
        return first.length == 16;
    }

    int bits() {
        return bits;
    }

    private static byte[] address(String text) {
        return HostText.literal(text)
                .or(() -> HostText.literal("[" + text + "]"))
                .filter(address -> !(address instanceof Inet6Address) || text.indexOf('%') < 0)
                .map(InetAddress::getAddress)
                .orElseThrow(() -> new IllegalArgumentException(
                        "an address range is written as 10.20.0.0/16 or fd12:3456::/32, or as one address"));
    }

    private static int bits(String digits, int most) {
        boolean whole =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int bits = whole ? Integer.parseInt(digits) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("the prefix behind the slash must be 0 to " + most + " bits");
        }
        return bits;
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            masked[i] &= (byte) (0xff00 >> kept);
        }
        return masked;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && range.bits == bits && Arrays.equals(range.first, first);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(first) * 31 + bits;
    }

    @Override
    public String toString() {
        return HostText.shown(first) + "/" + bits;
    }
}
