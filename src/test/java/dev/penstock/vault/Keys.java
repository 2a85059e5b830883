package dev.penstock.vault;

import dev.penstock.call.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Master keys, vaults and labels for tests, the same in each run. */
final class Keys {
    static final Consumer<byte[]> RANDOM = new Random(11)::nextBytes;
    static final MasterKey OLD = key(1);
    static final MasterKey NEW = key(2);
    static final Label LABEL = new Label("acme", "support", "openai", "default", 3);
    static final Secret SECRET = new Secret("a provider key");

    private Keys() {}

    static byte[] material(int seed) {
        byte[] material = new byte[32];
        new Random(seed).nextBytes(material);
        return material;
    }

    static MasterKey key(int seed) {
        return MasterKey.of(material(seed));
    }

    static String text(int seed) {
        return Base64.getEncoder().encodeToString(material(seed));
    }

    static Vault vault(MasterKey... keys) {
        return new Vault(List.of(keys), RANDOM);
    }
}
