package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.testkit.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyFileTest {
    @TempDir
    private Path folder = Path.of("");

    private static Set<PosixFilePermission> permissions(String text) {
        return PosixFilePermissions.fromString(text);
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = folder.resolve("some.key");
        Files.writeString(file, text);
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
        Files.setPosixFilePermissions(file, permissions(permissions));
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, true, ''",
        "r--------, true, ''",
        "rwx------, true, ''",
        "rw-r-----, true, its group",
        "rw--w----, true, its group",
        "rw-------, false, ''",
        "r--r-----, false, ''",
        "rw-rw----, false, its group",
        "rw----r--, true, everybody",
        "rw-r--r--, true, everybody",
        "rw-r--r--, false, everybody",
        "rw-----w-, false, everybody",
        "rw------x, true, everybody"
    })
    void knows_who_else_may_use_a_file(String permissions, boolean ours, String who) {
        assertThat(KeyFile.openness(permissions(permissions), ours).orElse("")).isEqualTo(who);
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----", "rw----r--", "rw-rw-rw-", "rw-r--r--"})
    void refuses_a_file_others_may_read_and_names_the_cure(String permissions) throws IOException {
        Path file = file("hush", permissions);

        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("chmod 600 " + file)
                .hasMessageNotContaining("hush");
    }

    @Test
    void reads_a_file_of_our_own_up_to_a_bound() throws Exception {
        assertThat(KeyFile.read(file("key\n", "rw-------"))).isEqualTo(Bytes.of("key\n"));
        assertThat(KeyFile.read(file("x".repeat(10_000), "r--------"))).hasSizeLessThan(5_000);
    }

    @Test
    void refuses_what_is_no_file() {
        assertThatThrownBy(() -> KeyFile.read(folder)).hasMessageContaining("no regular file");
        assertThatThrownBy(() -> KeyFile.read(folder.resolve("none"))).hasMessage("does not exist");
    }

    @Test
    void makes_a_file_for_its_owner_and_leaves_nothing_else() throws Exception {
        Path file = folder.resolve("new.key");
        KeyFile.create(file, "key\n");

        assertThat(KeyFile.read(file)).isEqualTo(Bytes.of("key\n"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void overwrites_nothing() throws IOException {
        Path file = file("precious", "rw-------");

        assertThatThrownBy(() -> KeyFile.create(file, "other")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void of_many_at_once_one_makes_it_and_all_others_see_it_whole() throws Exception {
        Path file = folder.resolve("race.key");
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                String text = ("" + i).repeat(40);
                attempts.add(threads.submit(() -> {
                    start.await();
                    return created(file, text);
                }));
            }
            start.countDown();
        }
        int made = 0;
        for (Future<Boolean> attempt : attempts) {
            made += attempt.get() ? 1 : 0;
        }
        assertThat(made).isEqualTo(1);
        assertThat(Files.readString(file)).hasSize(40);
    }

    private static boolean created(Path file, String text) throws IOException {
        try {
            KeyFile.create(file, text);
            return true;
        } catch (FileAlreadyExistsException e) {
            assertThat(Files.readString(file)).hasSize(40);
            return false;
        }
    }
}
