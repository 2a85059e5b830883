package dev.penstock.vault;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/** What came of reading a master key: the key, or why it is none. */
public sealed interface KeyReading {
    /** It can be used. */
    record Good(MasterKey key) implements KeyReading {}

    /**
     * It is refused.
     *
     * @param why goes on after "The master key in …": what is wrong and what to do, without a byte of the key
     */
    record Refused(String why) implements KeyReading {}

    /** How a key of full strength is made. */
    String REMEDY = "make one with: openssl rand -base64 32";

    /** 32 bytes as they are, 64 hexadecimal digits, or base64 in either alphabet; white space around text is left out. */
    static KeyReading of(byte[] given) {
        return Material.of(given)
                .<KeyReading>map(material -> weakness(material)
                        .<KeyReading>map(Refused::new)
                        .orElseGet(() -> new Good(MasterKey.of(material))))
                .orElseGet(() -> new Refused("holds no key: it is " + given.length
                        + " bytes, but must be 32 random bytes, as they are, as 64 hexadecimal digits or as base64; "
                        + REMEDY));
    }

    /** The text of a new key, from bytes that must come from a cryptographic source. */
    static String mint(Consumer<byte[]> random) {
        byte[] material = new byte[MasterKey.KEY_BYTES];
        random.accept(material);
        return Base64.getEncoder().encodeToString(material);
    }

    /** Each would turn away a random key less often than once in 10^11. */
    private static Optional<String> weakness(byte[] material) {
        if (Material.isText(material)) {
            return Optional.of("is a pass phrase, which can be guessed; it must be 32 random bytes: " + REMEDY);
        }
        return Material.hasPattern(material)
                ? Optional.of("follows a pattern, so it can be guessed; it must be 32 random bytes: " + REMEDY)
                : Optional.empty();
    }
}
