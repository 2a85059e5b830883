package dev.penstock.provider.awsbedrock;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Path and query as an AWS SDK would send them: what RFC 3986 reserves is percent-encoded, slashes are single, parameters
 * are sorted. A signature is over this form, and this form is what is sent, so that no server on the way can read the
 * two differently.
 *
 * @param path percent-encoded once
 * @param query canonical; empty where there is none
 */
record AwsUri(String path, String query) {
    private static final String HEX = "0123456789ABCDEF";

    static AwsUri of(String path, Optional<String> query) {
        return new AwsUri(path(path), query.map(AwsUri::query).orElse(""));
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The path encoded once more, as every service but S3 signs it. */
    String canonicalPath() {
        StringBuilder twice = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            encode((byte) path.charAt(i), true, twice);
        }
        return twice.toString();
    }

    private static String path(String path) {
        StringBuilder once = new StringBuilder(path.length() + 16);
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            boolean isDoubled = b == '/' && !once.isEmpty() && once.charAt(once.length() - 1) == '/';
            if (b == '%') {
                once.append('%');
            } else if (!isDoubled) {
                encode(b, true, once);
            }
        }
        return once.toString();
    }

    private static String query(String query) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(new Parameter(again(name), again(value)));
            }
        }
        parameters.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
        List<String> pairs = new ArrayList<>(parameters.size());
        parameters.forEach(one -> pairs.add(one.name + "=" + one.value));
        return String.join("&", pairs);
    }

    /** Decoded as a form is, and encoded as AWS does. */
    private static String again(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i] == '%' ? octet(bytes, i) : -1;
            if (octet >= 0) {
                encode((byte) octet, false, encoded);
                i += 2;
            } else {
                encode(bytes[i] == '+' ? (byte) ' ' : bytes[i], false, encoded);
            }
        }
        return encoded.toString();
    }

    private static int octet(byte[] bytes, int index) {
        if (index + 2 >= bytes.length) {
            return -1;
        }
        int high = digit(bytes[index + 1]);
        int low = digit(bytes[index + 2]);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static int digit(byte b) {
        int upper = b >= 'a' && b <= 'f' ? b - 32 : b;
        return HEX.indexOf(upper);
    }

    private static void encode(byte b, boolean keepSlash, StringBuilder out) {
        boolean isUnreserved = (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '_'
                || b == '.'
                || b == '~';
        if (isUnreserved || (keepSlash && b == '/')) {
            out.append((char) b);
        } else {
            out.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
        }
    }

    private record Parameter(String name, String value) {}
}
