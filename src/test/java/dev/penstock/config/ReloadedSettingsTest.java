package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a change of the settings comes to. */
class ReloadedSettingsTest {
    @Test
    void a_digest_is_of_what_is_said_not_of_how_it_is_written() {
        String digest = Reads.settings("port: 1\nhost: ::1").digest();

        assertThat(Reads.settings("# a comment\nport:   1\nhost: '::1'").digest())
                .isEqualTo(digest);
        assertThat(Reads.settings("port: 1\nhost: ::2").digest()).isNotEqualTo(digest);
    }

    @Test
    void a_change_keeps_what_needs_a_restart_and_names_it() {
        Settings running = Reads.settings("port: 1\nlog: {level: warn}\nlimits: {header_bytes: 16KB}");
        Settings changed = Reads.settings(
                "port: 2\nhost: ::1\nlimits: {header_bytes: 8KB, body_bytes: 1MB}\ntimeouts: {idle: 1s, head: 2s}");

        Settings next = changed.following(running);

        assertThat(changed.needingRestart(running))
                .containsExactly("host", "port", "limits.header_bytes", "timeouts.head", "log.level");
        assertThat(next.needingRestart(running)).isEmpty();
        assertThat(next.digest()).isEqualTo(changed.digest()).isNotEqualTo(running.digest());
        assertThat(next.port()).isEqualTo(1);
        assertThat(next.host()).isEqualTo("127.0.0.1");
        assertThat(next.limits().headerBytes()).isEqualTo(16L << 10);
        assertThat(next.limits().bodyBytes()).isEqualTo(1L << 20);
        assertThat(next.timeouts().idle()).isEqualTo(Duration.ofSeconds(1));
    }
}
