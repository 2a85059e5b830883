package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.record.CallRow;
import dev.penstock.store.sqlite.ControlFile;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.vault.KeyReading;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder is saved while calls run, and stands elsewhere as it was. */
class BackupTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String GATEWAYS = "/accounts/default/ai-gateway/gateways";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Canary secret = Canary.key("stored", "sk-");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void saved_while_calls_run_and_started_elsewhere_with_all_that_was_there() throws Exception {
        try (FakeProvider fake = FakeProvider.start()) {
            fake.otherwise(Script.json(200, "{}"));
            String yaml = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n";
            RunningGateway first = RunningGateway.of(yaml);
            ApiClient admin = ApiClient.of(first);
            make(admin);
            List<String> before = savedUnderLoad(first);
            Path key = first.data().resolveSibling("penstock.key");
            first.close();

            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Files.copy(key, elsewhere.resolve("penstock.key"));
            String data = elsewhere.resolve("data").toString();
            assertThat(run("restore", "--from", backup().toString(), "--to", data))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("Needs the master key ");
            assertThat(run("audit", "verify", "--data", data))
                    .as(out.toString())
                    .isZero();
            fake.forget();
            fake.otherwise(Script.json(200, "{}"));
            try (RunningGateway second = RunningGateway.in(elsewhere, yaml)) {
                assertThat(second.summaries()).extracting(CallRow::id).containsAll(before);
                assertThat(ApiClient.nobody(second)
                                .as(admin.token())
                                .get(GATEWAYS + "/kept")
                                .status())
                        .isEqualTo(200);
                assertThat(call(second).status()).isEqualTo(200);
                assertThat(fake.awaitRequest().header("authorization")).contains("Bearer " + secret.value());
            }
            assertThat(run("audit", "verify", "--data", data)).isZero();
        }
        refusesAnotherMasterKeyAndChangesNothing();
        namesWhatIsNotWhole();
    }

    private void make(ApiClient admin) {
        admin.post(
                        GATEWAYS,
                        "{\"id\":\"kept\",\"cache_invalidate_on_update\":false,\"cache_ttl\":0,\"collect_logs\":true,"
                                + "\"rate_limiting_interval\":0,\"rate_limiting_limit\":0,\"authentication\":false}")
                .result();
        admin.post(
                        GATEWAYS + "/kept/provider_configs",
                        "{\"provider_slug\":\"openai\",\"alias\":\"default\",\"default_config\":true,\"secret\":\""
                                + secret.value() + "\"}")
                .result();
    }

    /** The ids of calls that were over before the backup began. */
    private List<String> savedUnderLoad(RunningGateway gateway) throws InterruptedException {
        List<String> answered = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                answered.add(call(gateway).header("cf-aig-log-id").orElseThrow());
            }
        });
        try {
            Await.until("calls run", LONG, () -> answered.size() >= 200);
            List<String> before = List.copyOf(answered);
            // A row is kept a moment after the last byte of its answer.
            Await.until("more calls ran", LONG, () -> answered.size() >= before.size() + 10);
            int status = run("backup", "--data", gateway.data().toString(), "--to", backup().toString());
            assertThat(status).as(err.toString()).isZero();
            assertThat(out.toString()).contains("Needs the master key ", "The master key is NOT in the backup");
            int then = answered.size();
            Await.until("calls run on", LONG, () -> answered.size() > then);
            return before;
        } finally {
            over.set(true);
            load.join();
        }
    }

    private static RawResponse call(RunningGateway gateway) {
        return RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/kept/openai/chat/completions").json("{\"messages\":[]}"));
    }

    private void refusesAnotherMasterKeyAndChangesNothing() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        KeyFile.create(other.resolve("penstock.key"), KeyReading.mint(new SecureRandom()::nextBytes));
        Path data = other.resolve("data");
        assertThat(run("restore", "--from", backup().toString(), "--to", data.toString()))
                .isZero();
        Map<String, BackupManifest.Content> before = contents(data);
        assertThatThrownBy(() -> RunningGateway.in(other, ""))
                .hasCauseInstanceOf(NotStarted.class)
                .hasMessageContaining("master key");
        assertThat(contents(data)).isEqualTo(before);
    }

    private void namesWhatIsNotWhole() throws IOException {
        Path target = folder.resolve("never");
        String[] restore = {"restore", "--from", backup().toString(), "--to", target.toString()};
        Path control = backup().resolve("control/control.db");
        byte[] bytes = Files.readAllBytes(control);
        bytes[bytes.length / 2] ^= 1;
        Files.write(control, bytes);
        assertThat(run(restore)).isEqualTo(1);
        assertThat(err.toString()).contains("control/control.db is not as it was written");
        bytes[bytes.length / 2] ^= 1;
        Files.write(control, bytes);

        Files.createFile(backup().resolve("logs/more"));
        assertThat(run(restore)).isEqualTo(1);
        assertThat(err.toString()).contains("logs/more does not belong to it");
        Files.delete(backup().resolve("logs/more"));

        Files.delete(backup().resolve("audit/audit.log"));
        assertThat(run(restore)).isEqualTo(1);
        assertThat(err.toString()).contains("audit/audit.log is missing");
        assertThat(target).doesNotExist();
    }

    @Test
    void saves_what_waits_in_the_spool_for_its_owner_alone_and_overwrites_nothing() throws Exception {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("control"));
        ControlFile.open(data.resolve("control/control.db")).close();
        Files.createDirectory(data.resolve("spool"));
        Files.writeString(data.resolve("spool/00000001-0001-00000001.spool"), "a row");
        Files.createFile(data.resolve("spool/lock"));
        String[] backup = {"backup", "--data", data.toString(), "--to", backup().toString()};

        assertThat(run(backup)).as(err.toString()).isZero();

        assertThat(BackupFiles.names(backup()))
                .containsExactly("control/control.db", "manifest.json", "spool/00000001-0001-00000001.spool");
        for (String name : BackupFiles.names(backup())) {
            assertThat(Files.getPosixFilePermissions(backup().resolve(name)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(run(backup)).isEqualTo(1);
        assertThat(err.toString()).contains("is not an empty folder");
        assertThat(run("restore", "--from", backup().toString(), "--to", data.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is not an empty folder");
        Files.delete(backup().resolve("manifest.json"));
        assertThat(run("restore", "--from", backup().toString(), "--to", data + "2"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is not a finished backup");
        assertThat(run("backup", "--data", data.toString(), "--to", data + "/within"))
                .isEqualTo(1);
        assertThat(data.resolve("within")).doesNotExist();
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private static Map<String, BackupManifest.Content> contents(Path data) throws IOException {
        Map<String, BackupManifest.Content> contents = new TreeMap<>();
        for (String name : BackupFiles.names(data)) {
            contents.put(name, BackupFiles.content(data.resolve(name)));
        }
        return contents;
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Surroundings surroundings = new Surroundings(
                Map.of(),
                Path.of(""),
                new PrintWriter(out),
                new PrintWriter(err, true),
                InstantSource.system(),
                new SecureRandom()::nextBytes,
                Set::of);
        return Main.run(arguments, surroundings, plan -> 0);
    }
}
