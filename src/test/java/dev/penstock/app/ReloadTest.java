package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.FileContent;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ReloadTest {
    private static final String TOKEN = "tokens: [{id: '0123456789abcdef', sha256: '" + "ab".repeat(32) + "'}]\n";

    @TempDir
    Path folder = Path.of("");

    private final List<Settings> taken = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Reload.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(log);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void a_change_is_taken_once_it_stood_still() throws IOException {
        Reload reload = reloading("account: a\n");

        look(reload, 3);
        write("account: b");
        reload.look(false);
        assertThat(taken).isEmpty();
        write("account: bcd\n");
        reload.look(false);
        assertThat(taken).isEmpty();
        look(reload, 3);

        assertThat(taken).extracting(Settings::account).containsExactly("bcd");
        assertThat(messages()).containsExactly("INFO Settings read again");
    }

    @Test
    void a_change_of_one_byte_within_the_same_tick_of_the_clock_is_seen() throws IOException {
        Reload reload = reloading("account: a\n");
        FileTime before = Files.getLastModifiedTime(file());

        write("account: b\n");
        Files.setLastModifiedTime(file(), before);
        look(reload, 2);

        assertThat(taken).extracting(Settings::account).containsExactly("b");
    }

    @Test
    void an_editor_may_replace_the_file() throws IOException {
        Reload reload = reloading("account: a\n");

        Path written = Files.writeString(folder.resolve(".penstock.yaml.swp"), "account: b\n");
        Files.move(written, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        look(reload, 2);
        Files.delete(file());
        reload.look(false);
        write("account: c\n");
        look(reload, 2);

        assertThat(taken).extracting(Settings::account).containsExactly("b", "c");
        assertThat(taken).extracting(Settings::digest).doesNotHaveDuplicates();
    }

    @Test
    void a_link_may_point_elsewhere() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), "account: a\n");
        Path second = Files.writeString(folder.resolve("second"), "account: b\n");
        Files.createSymbolicLink(file(), first);
        Reload reload = reloading();

        Path link = Files.createSymbolicLink(folder.resolve("link"), second);
        Files.move(link, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        look(reload, 2);

        assertThat(taken).extracting(Settings::account).containsExactly("b");
    }

    @Test
    void bad_settings_change_nothing_and_are_reported_once() throws IOException {
        Reload reload = reloading("account: a\n");

        write("account: b\nprot: 1\n\nlog: {level: loud}\n");
        look(reload, 5);

        assertThat(taken).isEmpty();
        assertThat(messages())
                .containsExactly(
                        "ERROR Settings not taken, the running ones stay: penstock.yaml line 2: unknown key 'prot'; did"
                                + " you mean 'port'?",
                        "ERROR Settings not taken, the running ones stay: penstock.yaml line 4: 'log.level' is loud; must"
                                + " be error, warn, info or debug");
        write("account: b\n");
        look(reload, 2);
        assertThat(taken).hasSize(1);
    }

    @Test
    void a_file_that_is_gone_does_not_mean_the_defaults() throws IOException {
        Reload reload = reloading("account: a\n");

        Files.delete(file());
        look(reload, 5);
        reload.look(true);

        assertThat(taken).isEmpty();
        assertThat(messages())
                .hasSize(2)
                .allMatch(message -> message.startsWith("ERROR Settings not taken, the running ones stay: ")
                        && message.endsWith("penstock.yaml is gone"));
        write("account: b\n");
        look(reload, 2);
        assertThat(taken).extracting(Settings::account).containsExactly("b");
    }

    @Test
    void a_file_may_come_later_but_not_go_again() throws IOException {
        Reload reload = reloading();

        write("account: b\n");
        look(reload, 2);
        Files.delete(file());
        look(reload, 3);

        assertThat(taken).extracting(Settings::account).containsExactly("b");
        assertThat(messages()).last().asString().endsWith("penstock.yaml is gone");
    }

    @Test
    void what_needs_a_restart_stays_and_is_named() throws IOException {
        Reload reload = reloading("port: 1\n");

        write("port: 2\naccount: b\ngateways: [{id: a, zdr: true}]\n");
        look(reload, 2);

        assertThat(taken.getFirst().port()).isEqualTo(1);
        assertThat(taken.getFirst().account()).isEqualTo("b");
        assertThat(messages())
                .containsExactly(
                        "WARN 'port' has changed, but cannot while running; restart to let it act",
                        "WARN penstock.yaml line 3: 'gateways[0].zdr' is set, but does not act in this version: nothing"
                                + " enforces it yet",
                        "INFO Settings read again");
    }

    @Test
    void a_change_cannot_open_what_others_can_reach() throws IOException {
        Reload reload = reloading("host: 0.0.0.0\n" + TOKEN);

        write("host: 127.0.0.1\ngateways: [{id: open, authentication: false}]\n");
        look(reload, 2);
        write("host: 127.0.0.1\ngateways: [{id: default, authentication: false}]\n" + TOKEN);
        look(reload, 2);

        assertThat(taken).isEmpty();
        assertThat(messages())
                .hasSize(2)
                .allMatch(message ->
                        message.startsWith("ERROR Settings not taken, the running ones stay: 'host' is 0.0.0.0, "));
    }

    @Test
    void asking_reads_again_at_once_even_without_a_change() throws Exception {
        write("account: a\n");
        BlockingQueue<Settings> arrived = new LinkedBlockingQueue<>();
        Thread watching;
        try (Reload reload = new Reload(plan(), clock(), Duration.ofHours(1), arrived::add)) {
            watching = reload.start();
            reload.ask();
            Settings settings = arrived.poll(10, TimeUnit.SECONDS);
            assertThat(settings).isNotNull();
            assertThat(settings.account()).isEqualTo("a");
        }
        assertThat(watching.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void a_change_is_found_without_asking() throws Exception {
        write("account: a\n");
        BlockingQueue<Settings> arrived = new LinkedBlockingQueue<>();
        try (Reload reload = new Reload(plan(), clock(), Duration.ofMillis(20), arrived::add)) {
            reload.start();
            write("account: b\n");
            Settings settings = arrived.poll(10, TimeUnit.SECONDS);
            assertThat(settings).isNotNull();
            assertThat(settings.account()).isEqualTo("b");
        }
    }

    @Test
    void a_hang_up_of_the_terminal_is_an_order_to_read_again() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        assertThat(Hangup.runs(() -> heard.add("hup"))).isTrue();

        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal)
                .invoke(null, signal.getConstructor(String.class).newInstance("HUP"));

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("hup");
    }

    private Reload reloading(String yaml) throws IOException {
        write(yaml);
        return reloading();
    }

    private Reload reloading() {
        return new Reload(plan(), clock(), Duration.ofSeconds(1), taken::add);
    }

    private LaunchPlan plan() {
        ConfigSource source = ConfigSource.of(folder, Optional.empty(), Map.of(), Map.of(), Set.of());
        FileContent content = source.content();
        return switch (source.read(content)) {
            case Reading.Good good -> new LaunchPlan(good.settings(), good.resolved(), source, content);
            case Reading.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    private static InstantSource clock() {
        return InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static void look(Reload reload, int times) {
        for (int i = 0; i < times; i++) {
            reload.look(false);
        }
    }

    private Path file() {
        return folder.resolve("penstock.yaml");
    }

    private void write(String yaml) throws IOException {
        Files.writeString(file(), yaml);
    }

    private List<String> messages() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}
