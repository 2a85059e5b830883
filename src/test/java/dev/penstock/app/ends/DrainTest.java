package dev.penstock.app.ends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.Stepper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway asked to stop lets calls end, ends the rest properly, loses no row, and is gone in time. */
class DrainTest {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void calls_end_uncut_within_grace_and_the_rest_hear_why() throws Exception {
        Stepper inTime = new Stepper();
        try (FakeProvider fake = FakeProvider.start();
                ChildGateway gateway = ChildGateway.ready(folder, yaml(fake))) {
            List<byte[]> chat =
                    Events.chat("Hel", "lo").model("gpt-4o").usage(9, 2).list();
            fake.when(body("in-time-stream"), Script.sse(chat).stepped(inTime));
            fake.when(
                    body("in-time-json"),
                    Events.chat("Hello").usage(9, 2).wholeScript().delayBefore(GRACE.dividedBy(3)));
            fake.when(body("never"), Script.neverAnswer());
            fake.when(body("chat"), Script.sse(chat).stallAfterPieces(2));
            fake.when(body("anthropic"), Events.anthropic("Hel", "lo").script().stallAfterPieces(5));
            fake.when(body("responses"), Events.responses("Hel", "lo").script().stallAfterPieces(6));
            fake.when(body("gemini"), Events.gemini("Hel", "lo").script().stallAfterPieces(1));
            fake.when(body("idle"), Events.chat("Hello").usage(9, 2).wholeScript());

            try (RawClient idle = call(gateway, "openai/chat/completions", "idle");
                    RawClient stream = call(gateway, "openai/chat/completions", "in-time-stream");
                    RawClient json = call(gateway, "openai/chat/completions", "in-time-json");
                    RawClient never = call(gateway, "openai/chat/completions", "never");
                    RawClient chatCut = call(gateway, "openai/chat/completions", "chat");
                    RawClient messagesCut = call(gateway, "anthropic/v1/messages", "anthropic");
                    RawClient responsesCut = call(gateway, "openai/responses", "responses");
                    RawClient geminiCut = call(
                            gateway,
                            "google-ai-studio/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
                            "gemini");
                    RawClient uploading = RawClient.connect(gateway.port())) {
                assertThat(idle.response(PATIENCE).complete()).isTrue();
                RawRequest half = request("openai/chat/completions", "uploading");
                uploading.send(half.head()).send(Arrays.copyOf(half.body(), 10));
                inTime.release(1);
                for (RawClient begun : List.of(stream, chatCut, messagesCut, responsesCut, geminiCut)) {
                    assertThat(begun.event(PATIENCE)).isPresent();
                }
                fake.awaitRequest(7, PATIENCE);

                long asked = System.nanoTime();
                gateway.terminate();
                Await.until("not ready", Duration.ofSeconds(1), () -> gateway.readiness() != 200);
                assertThat(gateway.readiness()).isEqualTo(503);
                assertThat(idle.awaitEnd(Duration.ofSeconds(1))).isEqualTo(RawResponse.Ended.FIN);
                newConnectionsAreTurnedAway(gateway);
                inTime.releaseAll();

                RawResponse whole = stream.response(PATIENCE);
                assertThat(whole.complete()).as(whole.toString()).isTrue();
                assertThat(whole.text()).contains("[DONE]");
                assertThat(json.response(PATIENCE).status()).isEqualTo(200);
                assertThat(sinceMillis(asked)).isLessThan(GRACE.toMillis());

                saysWhy(chatCut, "\"error\"");
                saysWhy(messagesCut, "event: error");
                saysWhy(responsesCut, "error");
                saysWhy(geminiCut, "\"error\"");
                isShuttingDown(never);
                isShuttingDown(uploading);
                assertThat(sinceMillis(asked)).isGreaterThanOrEqualTo(GRACE.toMillis());

                assertThat(gateway.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(sinceMillis(asked))
                        .as(gateway.printed())
                        .isCloseTo(GRACE.toMillis() + 1_000, within(1_000L));
                assertThat(gateway.process().exitValue()).isZero();
            }
            rowsTellWhatBecameOfEach(gateway);
        }
    }

    @Test
    void an_idle_gateway_stops_at_once() throws Exception {
        try (FakeProvider fake = FakeProvider.start();
                ChildGateway gateway = ChildGateway.ready(folder, yaml(fake))) {
            long asked = System.nanoTime();
            gateway.terminate();
            assertThat(gateway.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(sinceMillis(asked)).isLessThan(GRACE.toMillis());
            assertThat(gateway.process().exitValue()).isZero();
            assertThat(gateway.printed()).contains("Stopping").contains("Stopped.");
        }
    }

    private static void newConnectionsAreTurnedAway(ChildGateway gateway) {
        Await.until("new connections to be turned away", Duration.ofSeconds(1), () -> {
            try (RawClient late = RawClient.connect(gateway.port())) {
                late.send(request("openai/chat/completions", "late"));
                return !late.response(Duration.ofSeconds(1)).complete();
            } catch (UncheckedIOException refused) {
                return true;
            }
        });
    }

    private static void saysWhy(RawClient client, String error) {
        RawResponse response = client.response(PATIENCE);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text())
                .contains(error)
                .contains("gateway shut down")
                .doesNotContain("[DONE]");
        assertThat(response.sse().partial()).isEmpty();
        assertThat(response.complete()).isFalse();
        assertThat(response.ended()).isEqualTo(RawResponse.Ended.FIN);
    }

    private static void isShuttingDown(RawClient client) {
        RawResponse response = client.response(PATIENCE);
        assertThat(response.status()).as(response.toString()).isEqualTo(503);
        assertThat(response.json().path("internalCode").asInt()).isEqualTo(2902);
        assertThat(response.header("retry-after")).isPresent();
    }

    private static void rowsTellWhatBecameOfEach(ChildGateway gateway) throws Exception {
        Map<String, CallRow> rows =
                gateway.rows().stream().collect(Collectors.toMap(CallRow::eventId, Function.identity()));
        assertThat(rows)
                .containsOnlyKeys(
                        "idle",
                        "in-time-stream",
                        "in-time-json",
                        "never",
                        "chat",
                        "anthropic",
                        "responses",
                        "gemini",
                        "uploading");
        for (String whole : List.of("idle", "in-time-stream", "in-time-json")) {
            assertThat(row(rows, whole).outcome()).as(whole).isEqualTo(Outcome.WHOLE);
        }
        for (String cut : List.of("chat", "anthropic", "responses", "gemini")) {
            assertThat(row(rows, cut).outcome()).as(cut).isEqualTo(Outcome.BROKEN);
            assertThat(row(rows, cut).failure()).as(cut).isNotNull();
            assertThat(row(rows, cut).usage().output()).as(cut).isPositive();
        }
        for (String refused : List.of("never", "uploading")) {
            assertThat(row(rows, refused).outcome()).as(refused).isEqualTo(Outcome.FAILED);
            assertThat(row(rows, refused).status()).as(refused).isEqualTo(503);
            assertThat(row(rows, refused).failure()).as(refused).isNotNull();
        }
    }

    private static CallRow row(Map<String, CallRow> rows, String eventId) {
        return Objects.requireNonNull(rows.get(eventId), eventId);
    }

    private static Predicate<ReceivedRequest> body(String nonce) {
        return request -> request.bodyText().contains("\"" + nonce + "\"");
    }

    private static RawClient call(ChildGateway gateway, String path, String nonce) {
        return RawClient.connect(gateway.port()).send(request(path, nonce));
    }

    private static RawRequest request(String path, String nonce) {
        return RawRequest.post("/v1/default/default/" + path)
                .header("cf-aig-event-id", nonce)
                .json("{\"model\":\"gpt-4o\",\"stream\":" + !nonce.contains("json") + ",\"user\":\"" + nonce + "\"}");
    }

    private static String yaml(FakeProvider fake) {
        return "grace_time: " + GRACE.toSeconds() + "s\nproviders:\n  openai:\n    base_url: " + fake.origin()
                + "/v1\n  anthropic:\n    base_url: " + fake.origin() + "\n  google-ai-studio:\n    base_url: "
                + fake.origin() + "\n";
    }

    private static long sinceMillis(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
