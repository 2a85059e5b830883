package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.call.Secret;
import dev.penstock.config.KeySource;
import dev.penstock.config.MasterKeySettings;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.MemoryThings;
import dev.penstock.vault.KeyCheck;
import dev.penstock.vault.KeyReading;
import dev.penstock.vault.KeyVerdict;
import dev.penstock.vault.Label;
import dev.penstock.vault.MasterKey;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Keys from where the settings say, a store that knows which it needs, and the way from one to the next. */
final class KeyringTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String A = text(1);
    private static final String B = text(2);

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, String> environment = new HashMap<>();
    private final MemoryThings things = new MemoryThings();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.penstock.app");

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private static String text(int seed) {
        byte[] material = new byte[32];
        new Random(seed).nextBytes(material);
        return Base64.getEncoder().encodeToString(material);
    }

    private static String id(String key) {
        return master(key).id();
    }

    private static MasterKey master(String key) {
        return KeyReading.of(key.getBytes(UTF_8)) instanceof KeyReading.Good good ? good.key() : fail("no key");
    }

    private static Label label(String id) {
        return new Label("acme", "support", "openai", id, 1);
    }

    private KeySource.File file(String name, String key) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new KeySource.File(file);
    }

    private MasterKeySettings settings(Optional<KeySource> given, KeySource... previous) {
        return new MasterKeySettings(given, folder.resolve("penstock.key"), List.of(previous));
    }

    private Keyring open(MasterKeySettings settings) throws Exception {
        return Keyring.open(settings, things, new MasterKeys(environment, new SecureRandom()::nextBytes));
    }

    private void fill(Keyring keyring, int count) {
        for (int i = 0; i < count; i++) {
            things.put("key" + i, keyring.vault().seal(label("key" + i), new Secret("secret " + i)));
        }
    }

    private void awaitAllUnder(String key) {
        Vault alone = new Vault(List.of(master(key)), new SecureRandom()::nextBytes);
        Await.until("all under one key", LONG, () -> {
            try {
                return KeyCheck.verdict(alone, things).equals(new KeyVerdict.Good(true));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private String logged() {
        synchronized (log) {
            return List.copyOf(log.list).stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void the_first_start_makes_a_key_says_so_once_and_marks_the_store() throws Exception {
        open(settings(Optional.empty())).close();
        byte[] made = Files.readAllBytes(folder.resolve("penstock.key"));
        open(settings(Optional.empty())).close();

        assertThat(files()).containsExactly(folder.resolve("penstock.key"));
        assertThat(Files.readAllBytes(folder.resolve("penstock.key"))).isEqualTo(made);
        assertThat(logged()).containsOnlyOnce("Back it up now").doesNotContain(new String(made, UTF_8).strip());
        assertThat(things.check()).isPresent();
    }

    @Test
    void a_store_that_needs_its_key_gets_no_new_one() throws Exception {
        open(settings(Optional.empty())).close();
        Sealed check = things.check().orElseThrow();
        Files.delete(folder.resolve("penstock.key"));

        assertThatThrownBy(() -> open(settings(Optional.empty())))
                .isInstanceOf(NotStarted.class)
                .hasMessageContainingAll(
                        "penstock.key", "does not exist", check.masterKey().orElseThrow(), "backup");
        assertThat(files()).isEmpty();
        assertThat(things.check()).contains(check);
    }

    @Test
    void a_file_that_was_named_is_never_made() throws IOException {
        assertThatThrownBy(() -> open(settings(Optional.of(new KeySource.File(folder.resolve("mounted.key"))))))
                .isInstanceOf(NotStarted.class)
                .hasMessageContainingAll("mounted.key", "does not exist");
        assertThat(files()).isEmpty();
        assertThat(things.check()).isEmpty();
    }

    @Test
    void a_wrong_key_is_refused_naming_both_and_nothing_changes() throws Exception {
        fill(open(settings(Optional.of(file("a.key", A)))), 3);
        Map<String, Sealed> before = things.all();
        Sealed check = things.check().orElseThrow();
        KeySource wrong = file("b.key", B);

        assertThatThrownBy(() -> open(settings(Optional.of(wrong))))
                .isInstanceOf(NotStarted.class)
                .hasMessageContainingAll(id(A), id(B), "master_key.previous", "nothing was changed")
                .hasMessageNotContaining(A)
                .hasMessageNotContaining(B);
        assertThat(things.all()).isEqualTo(before);
        assertThat(things.check()).contains(check);
    }

    @Test
    void a_changed_check_is_refused() throws Exception {
        KeySource key = file("a.key", A);
        open(settings(Optional.of(key))).close();
        byte[] bytes = things.check().orElseThrow().bytes();
        bytes[90] ^= 1;
        things.replaceCheck(things.check(), Sealed.of(bytes));

        assertThatThrownBy(() -> open(settings(Optional.of(key))))
                .isInstanceOf(NotStarted.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void a_weak_missing_or_open_source_is_named_without_its_value() throws Exception {
        environment.put("WEAK", "correct horse battery staple");
        Path open = file("open.key", A).path();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(new KeySource.Variable("WEAK"), "variable WEAK holds no key", "openssl rand -base64 32");
        assertRefused(new KeySource.Variable("NONE"), "variable NONE is not set", "variable NONE");
        assertRefused(new KeySource.File(open), "open.key", "chmod 600");
        assertRefused(new KeySource.Command(List.of("/bin/sh", "-c", "echo hush; exit 4")), "command /bin/sh", "4");
        assertThat(things.writes()).isZero();
    }

    private void assertRefused(KeySource source, String what, String cure) {
        assertThatThrownBy(() -> open(settings(Optional.of(source))))
                .isInstanceOf(NotStarted.class)
                .hasMessageContainingAll(what, cure)
                .hasMessageNotContaining("correct horse")
                .hasMessageNotContaining(A)
                .hasMessageNotContaining("hush");
    }

    @Test
    void all_three_sources_give_the_same_key() throws Exception {
        environment.put("MASTER", A);
        open(settings(Optional.of(file("a.key", A)))).close();
        open(settings(Optional.of(new KeySource.Variable("MASTER")))).close();
        open(settings(Optional.of(new KeySource.Command(List.of("/bin/echo", A)))))
                .close();

        assertThat(KeyCheck.needed(things)).containsExactly(id(A));
    }

    @Test
    void a_reload_with_a_new_key_brings_everything_under_it_while_calls_open_their_keys() throws Exception {
        KeySource a = file("a.key", A);
        KeySource b = file("b.key", B);
        try (Keyring keyring = open(settings(Optional.of(a)));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            fill(keyring, 300);
            Map<String, Sealed> snapshot = things.all();
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Integer>> callers = List.of(
                    threads.submit(() -> openAgainAndAgain(keyring.vault(), things.all(), done)),
                    threads.submit(() -> openAgainAndAgain(keyring.vault(), snapshot, done)));
            keyring.take(settings(Optional.of(b), a));
            awaitAllUnder(B);
            done.set(true);
            for (Future<Integer> caller : callers) {
                assertThat(caller.get()).isPositive();
            }
            Await.until("told", LONG, () -> logged().contains("'master_key.previous' can be emptied"));
            assertThat(keyring.vault()
                            .open(label("key7"), snapshot.getOrDefault("key7", Sealed.of(new byte[0])))
                            .reveal())
                    .isEqualTo("secret 7");
        }
        open(settings(Optional.of(b))).close();
    }

    private static int openAgainAndAgain(Vault vault, Map<String, Sealed> all, AtomicBoolean done) throws Exception {
        int opened = 0;
        while (!done.get() || opened == 0) {
            for (Map.Entry<String, Sealed> thing : all.entrySet()) {
                vault.open(label(thing.getKey()), thing.getValue());
                opened++;
            }
        }
        return opened;
    }

    @Test
    void a_file_whose_content_changed_is_a_new_key_and_a_bad_one_changes_nothing() throws Exception {
        KeySource key = file("a.key", A);
        try (Keyring keyring = open(settings(Optional.of(key)))) {
            fill(keyring, 5);
            file("a.key", "oops");
            keyring.take(settings(Optional.of(key)));
            assertThat(keyring.vault().keys()).extracting(MasterKey::id).containsExactly(id(A));
            assertThat(logged()).contains("Master key not taken").doesNotContain("oops");

            file("a.key", B);
            keyring.take(settings(Optional.of(key)));
            awaitAllUnder(B);
            assertThat(logged()).contains(id(A) + " is not given under 'master_key.previous'");
        }
    }

    @Test
    void the_same_key_taken_again_writes_nothing() throws Exception {
        KeySource key = file("a.key", A);
        try (Keyring keyring = open(settings(Optional.of(key)))) {
            fill(keyring, 5);
            int writes = things.writes();
            keyring.take(settings(Optional.of(key)));
            keyring.take(settings(Optional.of(file("copy.key", A + "\n"))));
            assertThat(things.writes()).isEqualTo(writes);
            assertThat(logged()).doesNotContain("Bringing");
        }
    }

    @Test
    void a_rotation_that_was_killed_goes_on_at_the_next_start() throws Exception {
        KeySource a = file("a.key", A);
        KeySource b = file("b.key", B);
        try (Keyring keyring = open(settings(Optional.of(a)))) {
            fill(keyring, 20);
            things.dieAt(10, true);
            keyring.take(settings(Optional.of(b), a));
            Await.until("killed", LONG, () -> logged().contains("goes on with the next reload or start"));
        }
        things.revive();
        assertThatThrownBy(() -> open(settings(Optional.of(b))))
                .isInstanceOf(NotStarted.class)
                .hasMessageContaining(id(A));
        assertThatThrownBy(() -> open(settings(Optional.of(a))))
                .isInstanceOf(NotStarted.class)
                .hasMessageContaining(id(B));

        try (Keyring keyring = open(settings(Optional.of(b), a))) {
            awaitAllUnder(B);
            assertThat(keyring.vault().keys()).hasSize(2);
        }
    }

    @Test
    void nothing_secret_reaches_the_log_or_a_file() throws Exception {
        Canary stored = Canary.key("stored key", "sk-");
        byte[] material = new byte[32];
        new SecureRandom().nextBytes(material);
        String key = Base64.getEncoder().encodeToString(material);
        CanaryScanner scanner = CanaryScanner.of(stored, new Canary("master key", key, key));
        environment.put("MASTER", key);
        KeySource b = file("b.key", B);
        try (Keyring keyring = open(settings(Optional.of(new KeySource.Variable("MASTER"))))) {
            things.put("key0", keyring.vault().seal(label("key0"), new Secret(stored.value())));
            byte[] damaged = things.sealed("key0").bytes();
            damaged[30] ^= 1;
            things.put("key1", Sealed.of(damaged));
            keyring.take(settings(Optional.of(b)));
            Await.until("told", LONG, () -> logged().contains("Not all is under"));
        }

        assertThat(logged()).contains("key1: ");
        assertThat(scanner.scan("log", logged())).isEmpty();
        assertThat(scanner.scan(folder)).isEmpty();
        for (Sealed sealed : things.all().values()) {
            assertThat(scanner.scan("store", sealed.bytes())).isEmpty();
        }
    }
}
