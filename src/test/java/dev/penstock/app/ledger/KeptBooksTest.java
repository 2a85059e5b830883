package dev.penstock.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.ends.ChildGateway;
import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and log agree however a gateway ends, wherever it goes on, and when its disk is full. */
class KeptBooksTest {
    private static final int CALLS_A_SECOND = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_gateway_that_is_stopped_in_order_leaves_nothing_held() throws Exception {
        try (CrashLoad load = new CrashLoad(CALLS_A_SECOND)) {
            try (ChildGateway gateway = ChildGateway.ready(folder, load.settings())) {
                load.until(gateway.port(), "stopped", Duration.ofMillis(300), () -> stop(gateway));
            }
            try (RunningGateway gateway = RunningGateway.in(folder, load.settings())) {
                List<CallRow> rows = ChildGateway.rows(gateway.data());
                assertThat(rows)
                        .extracting(CallRow::id)
                        .doesNotHaveDuplicates()
                        .containsAll(load.received)
                        .containsAll(load.open)
                        .containsAll(load.left);
                assertThat(rows).extracting(CallRow::failure).doesNotContain("gateway_stopped");
                assertThat(rows)
                        .flatExtracting(CallRow::attempts)
                        .extracting("settlement")
                        .doesNotContain(Settlement.HELD, Settlement.EXPIRED);
                Books.agree(gateway.penstock(), rows);
            }
        }
    }

    private static void stop(ChildGateway gateway) {
        try {
            gateway.terminate();
            assertThat(gateway.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void a_backup_taken_under_load_knows_what_was_spent_until_then() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (CrashLoad load = new CrashLoad(CALLS_A_SECOND)) {
            RunningGateway gateway = RunningGateway.in(folder, load.settings());
            Runnable saveAndStop = () -> {
                run("backup", "--data", gateway.data().toString(), "--to", saved());
                gateway.close(Duration.ZERO);
            };
            load.until(gateway.port(), "saved", Duration.ofMillis(300), saveAndStop);
            Files.copy(folder.resolve("penstock.key"), elsewhere.resolve("penstock.key"));
            run("restore", "--from", saved(), "--to", elsewhere.resolve("data").toString());
            try (RunningGateway restored = RunningGateway.in(elsewhere, load.settings())) {
                List<CallRow> rows = ChildGateway.rows(restored.data());
                assertThat(rows).extracting(CallRow::id).doesNotHaveDuplicates();
                assertThat(rows)
                        .filteredOn(row -> "gateway_stopped".equals(row.failure()))
                        .extracting(CallRow::id)
                        .containsAll(load.open);
                Books.agree(restored.penstock(), rows);
            }
        }
    }

    private String saved() {
        return folder.resolve("saved").toString();
    }

    private void run(String... arguments) {
        try {
            Path printed = folder.resolve("printed-" + arguments[0]);
            Process process = ChildGateway.run(folder, printed, arguments);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** As a full disk does, a folder that is gone takes no new segment. */
    @Test
    void a_call_that_cannot_be_put_on_record_is_not_sent_and_costs_nothing() throws Exception {
        try (CrashLoad load = new CrashLoad(CALLS_A_SECOND);
                RunningGateway gateway = RunningGateway.in(folder, load.settings())) {
            Path spool = gateway.data().resolve("spool");
            Path away = gateway.data().resolve("away");
            Files.move(spool, away);
            for (int i = 0; i < 5; i++) {
                assertThat(status(gateway)).isEqualTo(503);
            }
            assertThat(load.reached).hasValue(0);
            assertThat(gateway.penstock().standings("", 100)).isEmpty();
            Files.move(away, spool);
            AtomicInteger more = new AtomicInteger();
            Await.until("calls to be taken again", PATIENCE, () -> {
                more.incrementAndGet();
                return status(gateway) == 200;
            });
            List<CallRow> rows = gateway.awaitRows(5 + more.get(), row -> true);
            assertThat(rows).filteredOn(row -> row.status() == 200).hasSize(1);
            Books.agree(gateway.penstock(), rows);
        }
    }

    private static int status(RunningGateway gateway) {
        return RawClient.exchange(gateway.port(), CrashLoad.chat("short", false, "{}"))
                .status();
    }
}
