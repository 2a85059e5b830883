package dev.penstock.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses that no stranger's URL may lead to: IANA's special-purpose registries (RFC 6890 and its updates), what older
 * documents set apart, and platform addresses that look public.
 */
final class SpecialRanges {
    /** A range and what it is, for the operator's log. */
    record Special(AddressRange range, String what) {}

    /** Nobody's server; not even an operator can allow these. */
    private static final List<Special> NEVER = List.of(
            special("0.0.0.0/8", "this host"),
            special("224.0.0.0/4", "multicast"),
            special("240.0.0.0/4", "reserved or broadcast"),
            special("::/128", "unspecified"),
            special("ff00::/8", "multicast"));

    private static final List<Special> UNLESS_ALLOWED = List.of(
            special("10.0.0.0/8", "private"),
            special("100.64.0.0/10", "shared by a carrier"),
            special("127.0.0.0/8", "loopback"),
            special("168.63.129.16/32", "a cloud platform's own"),
            special("169.254.0.0/16", "link-local or metadata"),
            special("172.16.0.0/12", "private"),
            special("192.0.0.0/24", "of protocols"),
            special("192.0.2.0/24", "for documentation"),
            special("192.31.196.0/24", "of the DNS sink AS112"),
            special("192.52.193.0/24", "of multicast tunnels"),
            special("192.88.99.0/24", "of 6to4 relays"),
            special("192.168.0.0/16", "private"),
            special("192.175.48.0/24", "of the DNS sink AS112"),
            special("198.18.0.0/15", "for benchmarks"),
            special("198.51.100.0/24", "for documentation"),
            special("203.0.113.0/24", "for documentation"),
            special("::1/128", "loopback"),
            special("::/96", "an IPv4 address in IPv6"),
            special("64:ff9b:1::/48", "of local translation"),
            special("100::/64", "discarded"),
            special("100:0:0:1::/64", "discarded"),
            special("2001::/23", "of protocols, Teredo among them"),
            special("2001:db8::/32", "for documentation"),
            special("2002::/16", "of 6to4"),
            special("2620:4f:8000::/48", "of the DNS sink AS112"),
            special("3fff::/20", "for documentation"),
            special("5f00::/16", "of segment routing"),
            special("fc00::/7", "private"),
            special("fe80::/10", "link-local"),
            special("fec0::/10", "site-local"));

    /** Where global unicast addresses of IPv6 lie, and where DNS64 puts those of IPv4 (RFC 6052). */
    private static final List<AddressRange> GLOBAL_6 =
            List.of(AddressRange.parse("2000::/3"), AddressRange.parse("64:ff9b::/96"));

    private SpecialRanges() {}

    static Optional<Special> never(InetAddress address) {
        return in(NEVER.stream(), address);
    }

    /** What an address is that only an operator can allow; empty for one of the public internet. */
    static Optional<Special> unlessAllowed(InetAddress address) {
        Optional<Special> special = in(UNLESS_ALLOWED.stream(), address);
        boolean isStray =
                address.getAddress().length == 16 && GLOBAL_6.stream().noneMatch(range -> range.contains(address));
        return isStray ? special.or(() -> Optional.of(special("::/0", "of no assigned purpose"))) : special;
    }

    /** The range that never acts and touches this one. */
    static Optional<Special> neverIn(AddressRange range) {
        return NEVER.stream().filter(special -> special.range().overlaps(range)).findFirst();
    }

    private static Optional<Special> in(Stream<Special> ranges, InetAddress address) {
        return ranges.filter(special -> special.range().contains(address)).findFirst();
    }

    private static Special special(String range, String what) {
        return new Special(AddressRange.parse(range), what);
    }
}
