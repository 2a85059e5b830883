package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
final class KeyCommandTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final KeyCommand patient = new KeyCommand(PATIENT);
    private final KeyCommand hasty = new KeyCommand(Duration.ofMillis(300));

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    @Test
    void gives_what_the_program_wrote() throws Exception {
        assertThat(patient.output(shell("printf 'key\\n'; echo noise >&2"))).isEqualTo("key\n".getBytes(UTF_8));
    }

    @Test
    void no_shell_reads_the_words() throws Exception {
        assertThat(new String(patient.output(List.of("/bin/echo", "$HOME;", "`id`", "*")), UTF_8))
                .isEqualTo("$HOME; `id` *\n");
    }

    @Test
    void nothing_is_asked_of_it() throws Exception {
        assertThat(patient.output(shell("cat"))).isEmpty();
    }

    @Test
    void a_bad_end_is_refused_and_what_it_said_is_not_shown() {
        assertThatThrownBy(() -> patient.output(shell("echo hush >&2; echo hush; exit 3")))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("exit code 3")
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @Test
    void more_than_a_key_is_refused() throws Exception {
        assertThat(patient.output(shell("head -c 65536 /dev/zero"))).hasSize(65_536);
        assertThatThrownBy(() -> patient.output(shell("head -c 65537 /dev/zero")))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("more than 65536 bytes");
        assertThatThrownBy(() -> patient.output(shell("exec cat /dev/zero"))).isInstanceOf(KeyUnusable.class);
    }

    @Test
    void one_that_does_not_end_is_ended() {
        Set<Long> before = children();
        for (String script : List.of("sleep 600", "echo key; exec sleep 600", "exec >&-; exec sleep 600")) {
            assertThatThrownBy(() -> hasty.output(shell(script)))
                    .isInstanceOf(KeyUnusable.class)
                    .hasMessageContaining("did not end within");
        }
        Await.until("no child left", PATIENT, () -> before.containsAll(children()));
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Test
    void a_program_that_is_not_there_is_refused_without_its_words() {
        assertThatThrownBy(() -> patient.output(List.of("/no/such/program", "--token=hush")))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("cannot be started")
                .hasMessageNotContaining("hush")
                .hasNoCause();
        assertThatThrownBy(() -> patient.output(List.of(Path.of("/").toString())))
                .isInstanceOf(KeyUnusable.class);
    }
}
