package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.Await;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.SseEvent;
import dev.penstock.testkit.Stepper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An event leaves when it arrives: never later, never with another one. */
class ImmediacyTest {
    private static final int STREAMS = 20;
    private static final int EVENTS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of(Tongue.providers(fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void each_event_reaches_the_client_before_the_next_is_released() throws InterruptedException {
        List<Stepper> steppers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            Stepper stepper = new Stepper();
            String number = Integer.toString(i);
            steppers.add(stepper);
            fake.when(
                    request -> request.header("x-stream").equals(Optional.of(number)),
                    Script.sse(events()).stepped(stepper));
        }
        ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
        List<Thread> clients = IntStream.range(0, STREAMS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> read(i, steppers.get(i), problems)))
                .toList();
        for (Thread client : clients) {
            client.join();
        }

        assertThat(problems).isEmpty();
    }

    @Test
    void comments_pass_at_once() {
        Stepper stepper = new Stepper();
        fake.enqueue(Script.sse(List.of(Bytes.of(": keep-alive\n\n"), Bytes.of(": still there\n"), events().getFirst()))
                .stepped(stepper));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(Tongue.CHAT.ask());
            for (int comments = 1; comments <= 2; comments++) {
                int wanted = comments;
                stepper.release();
                Await.until("comment " + wanted, LIMIT, () -> {
                    assertThat(client.event(Duration.ofMillis(10))).isEmpty();
                    return client.sse().comments().size() == wanted;
                });
            }
            stepper.release();
            assertThat(client.event(LIMIT)).isPresent();
            stepper.releaseAll();
        }
    }

    @Test
    void an_event_split_over_writes_arrives_once_and_whole() {
        String event = Bytes.text(events().getFirst());
        int middle = event.length() / 2;
        Stepper stepper = new Stepper();
        fake.enqueue(Script.sse(List.of(Bytes.of(event.substring(0, middle)), Bytes.of(event.substring(middle))))
                .stepped(stepper));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(Tongue.CHAT.ask());
            stepper.release();
            assertThat(client.event(Duration.ofMillis(150))).isEmpty();
            assertThat(client.sse().partial()).isEmpty();

            stepper.release();

            assertThat(client.event(LIMIT).map(SseEvent::data))
                    .contains(event.strip().substring("data: ".length()));
            stepper.releaseAll();
        }
    }

    private void read(int number, Stepper stepper, ConcurrentLinkedQueue<String> problems) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(Tongue.CHAT.ask().header("x-stream", Integer.toString(number)));
            for (byte[] event : events()) {
                stepper.release();
                String data = client.event(LIMIT).map(SseEvent::data).orElse("nothing");
                if (!Bytes.text(event).equals("data: " + data + "\n\n")) {
                    problems.add(data + " instead of " + Bytes.text(event));
                }
            }
        } catch (AssertionError late) {
            problems.add(String.valueOf(late.getMessage()));
        } finally {
            stepper.releaseAll();
        }
    }

    private static List<byte[]> events() {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(Bytes.of("data: {\"id\":\"c" + i
                    + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n"));
        }
        return events;
    }
}
