package dev.penstock.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.call.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens secrets: AES-256-GCM under a data key for each secret, and that under a master key. The first master
 * key seals, all that are known open. Safe for any thread.
 */
public final class Vault {
    /** More than any provider's key; the largest are service accounts in JSON of some 2,300 bytes. */
    private static final int LONGEST_SECRET = 64 * 1024;

    private static final byte[] WRAPPING = "penstock data key 1".getBytes(US_ASCII);

    private final Consumer<byte[]> random;

    /** Replaced as a whole by {@link #use}; never empty. */
    private volatile List<MasterKey> keys;

    /** @param random fills bytes from a cryptographic source, on any thread */
    public Vault(List<MasterKey> keys, Consumer<byte[]> random) {
        this.random = random;
        this.keys = checked(keys);
    }

    /** From now on seals under the first of these, and opens under all of them. */
    public void use(List<MasterKey> next) {
        keys = checked(next);
    }

    private static List<MasterKey> checked(List<MasterKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("A vault needs a master key");
        }
        return List.copyOf(keys);
    }

    /** Those known; the first seals. */
    public List<MasterKey> keys() {
        return keys;
    }

    public Sealed seal(Label label, Secret secret) {
        byte[] plain = bytes(secret);
        byte[] dataKey = fresh(MasterKey.KEY_BYTES);
        try {
            byte[] nonce = fresh(AesGcm.NONCE_BYTES);
            byte[] content = AesGcm.seal(new SecretKeySpec(dataKey, "AES"), nonce, label.encoded(), plain);
            MasterKey first = keys.getFirst();
            return Sealed.of(first.idBytes(), wrap(first, dataKey, nonce), nonce, content);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** The secret, where these bytes were sealed with this label under a known master key and nobody changed them. */
    public Secret open(Label label, Sealed sealed) throws NotOpened {
        String whose = "The secret of " + label + " cannot be opened: ";
        byte[] dataKey = unwrap(whose, sealed);
        try {
            byte[] plain = AesGcm.open(
                            new SecretKeySpec(dataKey, "AES"), sealed.nonce(), label.encoded(), sealed.content())
                    .orElseThrow(() -> new NotOpened(
                            whose + "its stored bytes were damaged, or belong to another place. Store it again."));
            Secret secret = new Secret(new String(plain, UTF_8));
            Arrays.fill(plain, (byte) 0);
            return secret;
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** The same secret under the first master key; the secret itself is not opened. */
    public Sealed rewrap(Sealed sealed) throws NotOpened {
        MasterKey first = keys.getFirst();
        byte[] dataKey = unwrap("A stored secret cannot be re-wrapped: ", sealed);
        try {
            return isUnder(first, sealed)
                    ? sealed
                    : sealed.rewrapped(first.idBytes(), wrap(first, dataKey, sealed.nonce()));
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** Whether it is sealed under the first master key. */
    boolean isCurrent(Sealed sealed) {
        return isUnder(keys.getFirst(), sealed);
    }

    private static boolean isUnder(MasterKey key, Sealed sealed) {
        return sealed.masterKey().filter(key.id()::equals).isPresent();
    }

    private Sealed.Wrapped wrap(MasterKey key, byte[] dataKey, byte[] contentNonce) {
        byte[] nonce = fresh(AesGcm.NONCE_BYTES);
        return new Sealed.Wrapped(nonce, AesGcm.seal(key.wrapping(), nonce, associated(key, contentNonce), dataKey));
    }

    private byte[] unwrap(String whose, Sealed sealed) throws NotOpened {
        List<MasterKey> known = keys;
        String needed = sealed.masterKey()
                .orElseThrow(() ->
                        new NotOpened(whose + "its stored bytes are damaged, or of a later version. Store it again."));
        MasterKey key = known.stream()
                .filter(one -> one.id().equals(needed))
                .findFirst()
                .orElseThrow(() -> new NotOpened(whose + "it needs master key " + needed + ", but only " + ids(known)
                        + " is known. Give that key under 'master_key.previous'."));
        Sealed.Wrapped wrapped = sealed.wrapped();
        return AesGcm.open(key.wrapping(), wrapped.nonce(), associated(key, sealed.nonce()), wrapped.key())
                .orElseThrow(() -> new NotOpened(whose + "its stored bytes were damaged. Store it again."));
    }

    private static String ids(List<MasterKey> keys) {
        return String.join(", ", keys.stream().map(MasterKey::id).toList());
    }

    /** Ties the data key to its master key and to the content it is for. */
    private static byte[] associated(MasterKey key, byte[] contentNonce) {
        byte[] id = key.idBytes();
        return ByteBuffer.allocate(WRAPPING.length + id.length + contentNonce.length)
                .put(WRAPPING)
                .put(id)
                .put(contentNonce)
                .array();
    }

    private byte[] fresh(int length) {
        byte[] bytes = new byte[length];
        random.accept(bytes);
        return bytes;
    }

    /** Refused where it is no well-formed text: what is opened must be what was sealed. */
    private static byte[] bytes(Secret secret) {
        if (!UTF_8.newEncoder().canEncode(secret.reveal())) {
            throw new IllegalArgumentException("A secret is not well-formed Unicode text");
        }
        byte[] bytes = secret.reveal().getBytes(UTF_8);
        if (bytes.length > LONGEST_SECRET) {
            throw new IllegalArgumentException(
                    "A secret has " + bytes.length + " bytes; must have at most " + LONGEST_SECRET);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "vault under " + ids(keys);
    }
}
