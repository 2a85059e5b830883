package dev.penstock.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * URLs that lead, or that some reader takes to lead, to a place nobody allowed: addresses in every notation, names that
 * resolve to them, and texts two parsers read in two ways. None leads to the public internet.
 */
public final class TrickyUrls {
    /** A name that resolves to the one address a test allows. */
    public static final String ALLOWED_NAME = "allowed.test";

    /** This machine, the machine it runs on, its network: as hosts of a URL. */
    private static final String ADDRESSES = """
            127.0.0.1 127.0.0.2 127.1.2.3 127.255.255.254 127.1 127.0.1 127.65530 2130706433 017700000001
            0x7f000001 0x7F.0.0.1 0x7f.1 0177.0.0.1 0177.0.01 0177.1 127.000.000.001 127.0.0.01 127.0.0.0x1
            127.0.0.1. 127.0.0.1.. .127.0.0.1 127..0.1 127.0.0.256 127.0.0.1.0 383.0.0.1 4294967295 4294967296
            2130706433. 0 00 0x0 0.0 0.0.0.0 0.0.0.1 0.1.2.3 10.0.0.1 10.1 012.0.0.1 0xa.1 167772161
            10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 169.254.169.254 169.254.43518 0xa9fea9fe
            2852039166 0251.0376.0251.0376 169.254.169.254. 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1
            192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.168.1 0300.0250.0.1
            3232235521 0xc0a80001 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1
            203.0.113.1 168.63.129.16 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 １２７.0.0.1 ①②⑦.⓪.⓪.①
            127。0。0。1 127．0．0．1 127｡0｡0｡1 127٠0٠0٠1 127%2e0%2e0%2e1 %31%32%37.0.0.1 127.0.0.1%00 127.0.0.1%0d%0a
            127.0.0.1%20 0x7f.0x0.0x0.0x1 0x.0x.0x.0x 1e3 127,0,0,1 127.0.0.1; -127.0.0.1 +127.0.0.1 '127.0.0.1'
            127.0.0.1& 127.0.0.1,allowed.test allowed.test,127.0.0.1
            """;

    private static final String ADDRESSES_6 = """
            [::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::] [0:0:0:0:0:0:0:0]
            [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:10.0.0.1]
            [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::ffff:0:127.0.0.1] [::127.0.0.1] [::7f00:1]
            [::0.0.0.1] [::169.254.169.254] [::1%lo] [::1%25lo] [::1%1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1]
            [64:ff9b::169.254.169.254] [64:ff9b::10.0.0.1] [64:ff9b:1::7f00:1] [64:ff9b:1::8.8.8.8]
            [2002:7f00:1::] [2002:7f00:0001::1] [2002:a00:1::] [2002:a9fe:a9fe::]
            [2001:0:5ef5:79fb:0:0:80ff:fffe] [2001::1] [2001:10::1] [2001:20::1] [2001:2::1] [2001:db8::1]
            [3fff::1] [5f00::1] [100::1] [100:0:0:1::1] [2620:4f:8000::1] [fe80::1] [fe80::1%eth0]
            [fe80::1%25eth0] [fe80::5efe:127.0.0.1] [2606:4700::5efe:127.0.0.1] [2606:4700::200:5efe:7f00:1]
            [fc00::1] [fd00:ec2::254] [fd12:3456:789a::1] [fec0::1] [ff02::1] [ff0e::1] [4000::1] [8000::1]
            [e000::1] [[::1]] [::1 ::1] ::1 [127.0.0.1] [::1].allowed.test allowed.test[::1] [allowed.test]
            [::1]allowed.test [v1.::1] [::1]] [] [:] [::ffff:127.1] [1::2::3] [::g]
            """;

    /** The same with what no URL holds: spaces, controls, invisible letters. */
    private static final List<String> UNPRINTABLE = List.of(
            "127.0.0.1 ",
            " 127.0.0.1",
            "127.0.0.1\t",
            "127.0.0.1\u0000",
            "127.0.0.1\n",
            "127.0.0.\u200b1",
            "127.0.0.1\u00ad",
            "127\u20240.0.1");

    /** Names and what they resolve to; the names of the public internet stand for themselves. */
    private static final Map<String, List<String>> NAMES = names();

    private TrickyUrls() {}

    /** All of them, leading to a port where someone may listen. */
    public static List<String> at(int port) {
        List<String> urls = new ArrayList<>();
        List<String> hosts = Stream.of(
                        words(ADDRESSES), words(ADDRESSES_6), UNPRINTABLE, NAMES.keySet(), spelledNames())
                .flatMap(java.util.Collection::stream)
                .filter(host -> !host.equals(ALLOWED_NAME))
                .toList();
        for (String host : hosts) {
            urls.add("http://" + host + ":" + port);
            urls.add("https://" + host + ":" + port + "/v1");
        }
        confusions(port).forEach(urls::add);
        return Collections.unmodifiableList(urls);
    }

    /** Answers as DNS would. */
    public static List<InetAddress> resolve(String host) throws UnknownHostException {
        List<String> answers = NAMES.get(host);
        if (answers == null) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String answer : answers) {
            addresses.add(InetAddress.ofLiteral(answer));
        }
        return addresses;
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static List<String> spelledNames() {
        return List.of(
                "LOCALHOST",
                "LocalHost",
                "localhost.",
                "localhost..",
                ".localhost",
                "loc\u0430lhost",
                "ⓛocalhost",
                "localhost%00",
                "localhost%2eallowed.test",
                "localhost\\.allowed.test",
                "LOOP.TEST",
                "loop.test.",
                "loop%2etest",
                "loop。test",
                "ｌｏｏｐ.test",
                "loop_.test",
                "-loop.test",
                "loop-.test",
                "loop..test",
                "loop.test,allowed.test",
                "xn--loop",
                "a".repeat(64) + ".test",
                "loop.test:80",
                "loop.test%3a80");
    }

    /** What is before or behind the host confuses some readers about which part the host is. */
    private static Stream<String> confusions(int port) {
        String bad = "127.0.0.1:" + port;
        String good = ALLOWED_NAME + ":" + port;
        return Stream.of(
                "https://" + good + "@" + bad,
                "https://" + bad + "@" + good,
                "https://user:pass@" + bad,
                "https://@" + bad,
                "https://" + good + "%40" + bad,
                "https://" + good + "\\@" + bad,
                "https://" + bad + "\\@" + good,
                "https://" + good + "#@" + bad,
                "https://" + good + "?@" + bad,
                "https://" + good + "/@" + bad,
                "https://" + good + "&@" + bad,
                "https://" + good + ";@" + bad,
                "https://" + good + "%23@" + bad,
                "https://" + good + "%2f@" + bad,
                "https://" + good + "%5c@" + bad,
                "https:\\\\" + bad,
                "https:/" + bad,
                "https:" + bad,
                "https:///" + bad,
                "https:////" + bad,
                "//" + bad,
                "\\\\" + bad,
                bad,
                "/" + bad,
                "https://\\" + bad,
                "https:/\\" + bad,
                "HTTPS://" + bad,
                "hTTp://" + bad,
                "http:\t//" + bad,
                "\thttps://" + bad,
                " https://" + bad,
                "\u0000https://" + bad,
                "https://" + bad + " ",
                "https ://" + bad,
                "https:// " + bad,
                "https://\t" + bad,
                "https://\r\n" + bad,
                "url:https://" + bad,
                "view-source:https://" + bad,
                "jar:https://" + bad + "!/",
                "gopher://" + bad,
                "dict://" + bad,
                "file:///etc/passwd",
                "file://" + bad,
                "ftp://" + bad,
                "ldap://" + bad,
                "unix:///var/run/docker.sock",
                "http+unix://%2fvar%2frun%2fdocker.sock",
                "ws://" + bad,
                "wss://" + bad,
                "data:text/plain,x",
                "",
                " ",
                "https://",
                "http://",
                "https://?",
                "https://#",
                "https://:" + port,
                "https://@:" + port,
                "https://" + bad + ":80",
                "https://127.0.0.1:",
                "https://127.0.0.1:0",
                "https://127.0.0.1:65536",
                "https://127.0.0.1:+" + port,
                "https://127.0.0.1:-1",
                "https://127.0.0.1:0x50",
                "https://127.0.0.1:" + port + "8888888888",
                "https://127.0.0.1:٨٠",
                "https://127.0.0.1:" + port + "@",
                "https://" + good + "\r\nHost: " + bad,
                "https://" + good + "\nX: y",
                "https://" + good + "\t." + bad,
                "https://" + good + "/../../" + bad,
                "https://" + good + "/%2e%2e/x",
                "https://" + good + "/..;/x",
                "https://" + good + "//" + bad,
                "https://" + good + "/\\" + bad,
                "https://" + good + "/%5c" + bad,
                "https://" + good + "/%00",
                "https://" + good + "/%0d%0aHost:x",
                "https://" + good + "/https://" + bad,
                "https://" + good + "/?url=https://" + bad,
                "https://" + good + "/#" + bad,
                "https://${jndi:x}/",
                "https://{host}/",
                "https://" + bad + "/%",
                "https://" + good + "/%zz",
                "https://" + good + "/[x]",
                "https://" + bad + "/" + "a".repeat(3000));
    }

    private static Map<String, List<String>> names() {
        Map<String, List<String>> names = new TreeMap<>();
        names.put(ALLOWED_NAME, List.of("127.0.0.9"));
        names.put("localhost", List.of("127.0.0.1", "::1"));
        names.put("foo.localhost", List.of("127.0.0.1"));
        names.put("localhost.localdomain", List.of("127.0.0.1"));
        names.put("ip6-localhost", List.of("::1"));
        names.put("loop.test", List.of("127.0.0.1"));
        names.put("loop6.test", List.of("::1"));
        names.put("other-loop.test", List.of("127.9.9.9"));
        names.put("zero.test", List.of("0.0.0.0"));
        names.put("zero6.test", List.of("::"));
        names.put("mapped.test", List.of("::ffff:127.0.0.1"));
        names.put("compatible.test", List.of("::127.0.0.1"));
        names.put("nat64.test", List.of("64:ff9b::7f00:1"));
        names.put("nat64-local.test", List.of("64:ff9b:1::7f00:1"));
        names.put("six-to-four.test", List.of("2002:7f00:1::"));
        names.put("teredo.test", List.of("2001:0:5ef5:79fb:0:0:80ff:fffe"));
        names.put("isatap.test", List.of("2606:4700::5efe:7f00:1"));
        names.put("ten.test", List.of("10.0.0.5"));
        names.put("one-seven-two.test", List.of("172.20.0.5"));
        names.put("one-nine-two.test", List.of("192.168.7.7"));
        names.put("carrier.test", List.of("100.64.3.4"));
        names.put("metadata.google.internal", List.of("169.254.169.254"));
        names.put("metadata6.test", List.of("fd00:ec2::254"));
        names.put("azure.test", List.of("168.63.129.16"));
        names.put("link-local6.test", List.of("fe80::1"));
        names.put("site-local6.test", List.of("fec0::1"));
        names.put("unique-local6.test", List.of("fd00::1"));
        names.put("multicast.test", List.of("224.0.0.251"));
        names.put("broadcast.test", List.of("255.255.255.255"));
        names.put("documentation.test", List.of("2001:db8::1"));
        names.put("mixed.test", List.of("127.0.0.9", "127.0.0.1"));
        names.put("mixed-first.test", List.of("127.0.0.1", "127.0.0.9"));
        names.put("mixed6.test", List.of("127.0.0.9", "::1"));
        names.put("mixed-many.test", List.of("127.0.0.9", "127.0.0.9", "127.0.0.9", "127.0.0.9", "10.0.0.1"));
        names.put("mixed-public.test", List.of("1.1.1.1", "127.0.0.1"));
        names.put("127.0.0.1.nip.test", List.of("127.0.0.1"));
        names.put("7f000001.rebind.test", List.of("127.0.0.1"));
        names.put("my_service", List.of("10.89.0.2"));
        return names;
    }
}
