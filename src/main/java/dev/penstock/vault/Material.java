package dev.penstock.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The 32 bytes of a master key, however they were written, and what would make them guessable. */
final class Material {
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{43}=?");
    private static final int FEWEST_DISTINCT = 12;

    private Material() {}

    static Optional<byte[]> of(byte[] given) {
        if (given.length == MasterKey.KEY_BYTES) {
            return Optional.of(given);
        }
        String text = new String(given, ISO_8859_1).strip();
        if (HEX.matcher(text).matches()) {
            return Optional.of(HexFormat.of().parseHex(text));
        }
        if (!BASE64.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(Base64.getUrlDecoder()
                .decode(text.replace('+', '-').replace('/', '_').replace("=", "")));
    }

    static boolean isText(byte[] material) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(material)).chars().noneMatch(Material::isOdd);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isOdd(int character) {
        return Character.isISOControl(character) && !Character.isWhitespace(character);
    }

    static boolean hasPattern(byte[] material) {
        int half = material.length / 2;
        boolean repeats = Arrays.equals(material, 0, half, material, half, material.length);
        boolean[] seen = new boolean[256];
        int distinct = 0;
        boolean evenSteps = true;
        for (int i = 0; i < material.length; i++) {
            int value = Byte.toUnsignedInt(material[i]);
            distinct += seen[value] ? 0 : 1;
            seen[value] = true;
            evenSteps &= i < 2 || (byte) (material[i] - material[i - 1]) == (byte) (material[1] - material[0]);
        }
        return repeats || evenSteps || distinct < FEWEST_DISTINCT;
    }
}
