package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.ConfigSource;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import dev.penstock.control.AuditTrail;
import dev.penstock.control.ControlDesk;
import dev.penstock.store.audit.AuditFile;
import dev.penstock.store.sqlite.ControlFile;
import dev.penstock.testkit.Await;
import dev.penstock.vault.KeyCheck;
import dev.penstock.vault.KeyReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway: it makes its key, needs it ever after, and takes another while it runs. */
final class KeysAtStartTest {
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    private Settings settings(String more) throws IOException {
        Path file = folder.resolve("penstock.yaml");
        Files.writeString(file, "port: 0\nadmin_port: 0\ndata: " + folder.resolve("data") + "\n" + more);
        Reading reading = ConfigSource.of(folder, Optional.of(file), Map.of(), Map.of(), Set.of())
                .read();
        assertThat(reading).isInstanceOf(Reading.Good.class);
        return ((Reading.Good) reading).settings();
    }

    private NavigableSet<String> needed() {
        try (ControlFile file = ControlFile.open(folder.resolve("data/control/control.db"))) {
            // A trail of its own: the running gateway's has one writer.
            AuditTrail trail = AuditFile.open(folder.resolve("another-trail"), Optional.empty());
            ControlDesk desk = new ControlDesk(file, trail, InstantSource.system(), state -> {});
            return KeyCheck.needed(new KeptSecrets(desk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void makes_its_key_at_the_first_start_and_refuses_every_other_start_without_it() throws Exception {
        Path key = folder.resolve("penstock.key");
        Penstock.start(settings("")).close(GRACE);
        byte[] made = Files.readAllBytes(key);
        Penstock.start(settings("")).close(GRACE);
        assertThat(Files.readAllBytes(key)).isEqualTo(made);
        NavigableSet<String> needed = needed();
        assertThat(needed).hasSize(1);

        Files.move(key, folder.resolve("lost"));
        Settings settings = settings("");
        assertThatThrownBy(() -> Penstock.start(settings))
                .isInstanceOf(NotStarted.class)
                .hasMessageContainingAll(needed.first(), "penstock.key", "backup");
        assertThat(key).doesNotExist();
        assertThat(needed()).isEqualTo(needed);

        Files.move(folder.resolve("lost"), key);
        Penstock.start(settings).close(GRACE);
    }

    @Test
    void takes_another_key_while_running_and_then_starts_with_that_alone() throws Exception {
        Path next = folder.resolve("next.key");
        Penstock penstock = Penstock.start(settings(""));
        KeyFile.create(next, KeyReading.mint(new SecureRandom()::nextBytes));
        NavigableSet<String> former = needed();
        penstock.take(settings("master_key: {file: next.key, previous: [{file: penstock.key}]}"));
        Await.until("only the new key is needed", LONG, () -> {
            NavigableSet<String> now = needed();
            return now.size() == 1 && !now.equals(former);
        });
        penstock.close(GRACE);

        Files.delete(folder.resolve("penstock.key"));
        Penstock.start(settings("master_key: {file: next.key}")).close(GRACE);
    }
}
