package dev.penstock.app;

import dev.penstock.config.KeySource;
import dev.penstock.config.MasterKeySettings;
import dev.penstock.vault.KeyReading;
import dev.penstock.vault.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads master keys from where the settings say: files, variables and programs. No message repeats what was read. */
final class MasterKeys {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKeys.class);
    private static final Duration COMMAND_ENDS_WITHIN = Duration.ofSeconds(10);

    private final Map<String, String> environment;
    private final Consumer<byte[]> random;
    private final KeyCommand command;

    /** Over the environment and the chance of this process. */
    static MasterKeys ofProcess() {
        return new MasterKeys(System.getenv(), new SecureRandom()::nextBytes);
    }

    MasterKeys(Map<String, String> environment, Consumer<byte[]> random) {
        this(environment, random, new KeyCommand(COMMAND_ENDS_WITHIN));
    }

    MasterKeys(Map<String, String> environment, Consumer<byte[]> random, KeyCommand command) {
        this.environment = Map.copyOf(environment);
        this.random = random;
        this.command = command;
    }

    /** Fills bytes from a cryptographic source. */
    Consumer<byte[]> random() {
        return random;
    }

    /** The key that seals, then those that may still open, each once. */
    List<MasterKey> read(MasterKeySettings settings) throws NotStarted, InterruptedException {
        List<MasterKey> keys = new ArrayList<>();
        keys.add(key(settings.given().orElseGet(() -> new KeySource.File(settings.usual()))));
        for (KeySource source : settings.previous()) {
            MasterKey older = key(source);
            if (keys.stream().noneMatch(known -> known.id().equals(older.id()))) {
                keys.add(older);
            }
        }
        return List.copyOf(keys);
    }

    /** The same; where none is named and the usual file is missing, it is made. Only for a store that needs no key. */
    List<MasterKey> readOrMake(MasterKeySettings settings) throws NotStarted, InterruptedException {
        if (settings.given().isEmpty() && !KeyFile.exists(settings.usual())) {
            make(settings.usual());
        }
        return read(settings);
    }

    private void make(Path file) throws NotStarted {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            KeyFile.create(absolute, KeyReading.mint(random) + "\n");
            LOG.warn(
                    "Made a master key: {}. Back it up now, apart from the data folder:"
                            + " without it, stored keys are lost",
                    absolute);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its key is read like any other.
            LOG.info("{} has just been made by another process", absolute);
        } catch (IOException e) {
            throw NotStarted.masterKey("Cannot make the master key file " + absolute + " ("
                    + e.getClass().getSimpleName() + "). Make its folder writable, or name another place with"
                    + " 'master_key.file' and make a key there with: openssl rand -base64 32");
        }
    }

    private MasterKey key(KeySource source) throws NotStarted, InterruptedException {
        byte[] bytes = new byte[0];
        try {
            bytes = bytes(source);
            return switch (KeyReading.of(bytes)) {
                case KeyReading.Good good -> good.key();
                case KeyReading.Refused refused -> throw new KeyUnusable(refused.why());
            };
        } catch (KeyUnusable e) {
            throw NotStarted.masterKey("The master key " + shown(source) + " " + e.getMessage() + ".");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private byte[] bytes(KeySource source) throws KeyUnusable, InterruptedException {
        return switch (source) {
            case KeySource.File file -> KeyFile.read(file.path());
            case KeySource.Variable variable ->
                Optional.ofNullable(environment.get(variable.name()))
                        .orElseThrow(() -> new KeyUnusable("is not set"))
                        .getBytes(StandardCharsets.UTF_8);
            case KeySource.Command words -> command.output(words.words());
        };
    }

    private static String shown(KeySource source) {
        return switch (source) {
            case KeySource.File file -> "file " + file.path().toAbsolutePath().normalize();
            case KeySource.Variable variable -> "variable " + variable.name();
            case KeySource.Command words -> "command " + KeyCommand.shown(words.words());
        };
    }
}
