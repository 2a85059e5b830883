package dev.penstock.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.testkit.TrickyUrls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.0",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.255",
                "192.0.2.0",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.0",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::2",
                "::ffff:10.0.0.1",
                "::8.8.8.8",
                "64:ff9b::10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "100:0:0:1::1",
                "2001::1",
                "2001:10::",
                "2001:2f::",
                "2001:1ff:ffff::",
                "2001:db8:ffff::",
                "2002:0808:0808::",
                "2002:7f00:1::",
                "3fff:fff::1",
                "5f00::1",
                "fc00::",
                "fdff:ffff::",
                "fe80::",
                "febf::",
                "fec0::",
                "feff::",
                "ff00::",
                "ffff::",
                "1::",
                "1fff::",
                "4000::",
                "2606:4700::5efe:10.0.0.1",
                "2606:4700::200:5efe:127.0.0.1"
            })
    void refuses_what_is_not_the_public_internet(String address) {
        assertThat(EgressGuard.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address), true))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "2000::1",
                "2001:200::1",
                "2001:db7::1",
                "2001:db9::1",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "3ffe::1",
                "64:ff9b::8.8.8.8",
                "2606:4700::5efe:8.8.8.8"
            })
    void allows_the_public_internet_by_tls_only(String address) {
        assertThat(EgressGuard.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address), true))
                .isTrue();
        assertThat(EgressGuard.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address), false))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/16, 10.20.3.4, true",
        "10.20.0.0/16, 10.21.0.0, false",
        "10.20.3.4, 10.20.3.4, true",
        "10.20.3.4, 10.20.3.5, false",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
        "127.0.0.0/8, ::1, false",
        "127.0.0.0/8, 64:ff9b::7f00:1, false",
        "::1, ::1, true",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fc12::1, false",
        "2002::/16, 2002:7f00:1::, false",
        "2002::/16, 2002:808:808::, false",
        "169.254.0.0/16, 169.254.169.254, true",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false"
    })
    void allows_in_clear_exactly_the_range_the_operator_names(String range, String address, boolean allowed) {
        EgressGuard guard = new EgressGuard(List.of(AddressRange.parse(range)));

        assertThat(guard.allows(InetAddress.ofLiteral(address), false)).isEqualTo(allowed);
    }

    @Test
    void an_ipv4_address_that_stands_in_ipv6_bytes_is_judged_as_what_it_is() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        InetAddress address = java.net.Inet6Address.getByAddress("x", mapped, 1);

        assertThat(EgressGuard.PUBLIC_ONLY.allows(address, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.1/8",
                "10.0/8",
                "010.0.0.0/8",
                "fe80::/129",
                "fe80::1%lo",
                "::ffff:10.0.0.0/104",
                "example.com",
                "*",
                "10.0.0.0 /8"
            })
    void a_range_that_could_mean_two_things_is_none(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_range_with_bits_behind_its_prefix_is_refused_with_the_one_that_may_be_meant() {
        assertThatThrownBy(() -> AddressRange.parse("10.1.2.3/8")).hasMessageContaining("did you mean 10.0.0.0/8?");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, too broad", "::/0, too broad", "10.0.0.0/7, too broad", "fc00::/6, too broad",
        "0.0.0.0/8, never called", "224.0.0.0/8, never called", "255.255.255.255, never called",
                "ff00::/8, never called",
        "::, never called"
    })
    void a_range_too_broad_or_without_hosts_cannot_be_allowed(String range, String why) {
        assertThat(EgressGuard.refusal(AddressRange.parse(range)).orElseThrow()).contains(why);
    }

    @Test
    void private_ranges_as_a_whole_can_be_allowed() {
        assertThat(Stream.of("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "::1")
                        .map(AddressRange::parse)
                        .map(EgressGuard::refusal))
                .allMatch(Optional::isEmpty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com", "https://api.example.com/", "https://api.example.com/v1",
                "https://api.example.com:8443/a/b/", "https://xn--bcher-kva.example", "https://8.8.8.8/v1",
                "https://[2606:4700::1111]/v1", "https://a.example/x%20y", "https://a.example/~u/(x)"
            })
    void accepts_what_people_write(String url) {
        assertThat(EgressGuard.PUBLIC_ONLY.checkBase(url)).isEmpty();
    }

    @Test
    void accepts_http_where_the_operator_allows_ranges_and_checks_literal_hosts_at_once() {
        EgressGuard guard = new EgressGuard(List.of(AddressRange.parse("10.20.0.0/16")));

        assertThat(guard.checkBase("http://vllm.internal:8000/v1")).isEmpty();
        assertThat(guard.checkBase("http://10.20.0.7:8000/v1")).isEmpty();
        assertThat(kind(guard, "http://10.21.0.7:8000/v1")).isEqualTo(EgressGuard.Problem.Kind.ADDRESS);
        assertThat(kind(guard, "http://8.8.8.8/v1")).isEqualTo(EgressGuard.Problem.Kind.ADDRESS);
        assertThat(kind(guard, "https://localhost/v1")).isEqualTo(EgressGuard.Problem.Kind.ADDRESS);
        assertThat(kind(EgressGuard.PUBLIC_ONLY, "http://vllm.internal/v1"))
                .isEqualTo(EgressGuard.Problem.Kind.IN_CLEAR);
    }

    @Test
    void a_webhook_may_have_a_query_and_a_base_may_not() {
        assertThat(EgressGuard.PUBLIC_ONLY.check("https://hooks.example/x?key=1"))
                .isEmpty();
        assertThat(kind(EgressGuard.PUBLIC_ONLY, "https://hooks.example/x?key=1"))
                .isEqualTo(EgressGuard.Problem.Kind.MALFORMED);
    }

    @Test
    void a_problem_quotes_nothing_of_the_url() {
        assertThat(EgressGuard.PUBLIC_ONLY
                        .check("https://user:secret@a.example")
                        .orElseThrow()
                        .message())
                .doesNotContain("secret");
    }

    /** The check before a URL is kept, for base URLs, webhooks and collectors: what it lets pass, each call judges. */
    @Test
    void no_tricky_url_is_accepted_but_with_a_name_whose_addresses_are_refused_at_the_call() {
        List<String> urls = TrickyUrls.at(8080);

        List<String> accepted = urls.stream()
                .filter(url -> EgressGuard.PUBLIC_ONLY.check(url).isEmpty())
                .toList();

        assertThat(urls).hasSizeGreaterThan(400);
        assertThat(accepted).hasSizeLessThan(100).allSatisfy(url -> {
            String host = GuardedUrl.parse(url).origin().host();
            assertThat(HostText.literal(host)).isEmpty();
            assertThat(resolved(host).stream())
                    .noneMatch(addresses ->
                            addresses.stream().allMatch(address -> EgressGuard.PUBLIC_ONLY.allows(address, true)));
        });
    }

    private static Optional<List<InetAddress>> resolved(String host) {
        try {
            return Optional.of(TrickyUrls.resolve(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static EgressGuard.Problem.Kind kind(EgressGuard guard, String url) {
        return guard.checkBase(url).orElseThrow().kind();
    }
}
