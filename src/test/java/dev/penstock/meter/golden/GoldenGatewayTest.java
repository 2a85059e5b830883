package dev.penstock.meter.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Cutter;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** A sample of the table through a whole gateway: what its log says was used, and what it cost. */
class GoldenGatewayTest {
    private static final String MARK = "x-golden";
    /** Of the rows at the test's own prices one in so many is played; of those at bundled prices each. */
    private static final int ONE_IN = 3;
    /** What an operator can write of a price, by its name in the table. */
    private static final Map<String, String> KEYS = Map.of(
            "in", "input",
            "out", "output",
            "cacheRead", "cache_read",
            "cacheWrite", "cache_write",
            "cacheWrite1h", "cache_write_1h",
            "inAudio", "input_audio",
            "outAudio", "output_audio");

    private final Table table = Table.read();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();

    /** One call, and the id of its row. */
    private record Played(Shape shape, boolean streamed, String id) {
        @Override
        public String toString() {
            return shape + (streamed ? ", streamed" : ", whole");
        }
    }

    @Test
    void the_log_says_what_the_table_says() {
        List<Shape> sample = sample();
        assertThat(sample).hasSizeGreaterThanOrEqualTo(60);
        try (FakeProvider fake = FakeProvider.start();
                RunningGateway gateway = RunningGateway.of(yaml(fake.origin()))) {
            fake.answering(request ->
                    Objects.requireNonNull(scripts.get(request.header(MARK).orElse(""))));
            List<Played> played = new ArrayList<>();
            for (Shape shape : sample) {
                play(shape, gateway, played);
            }
            Map<String, CallRow> rows = gateway.awaitRows(played.size(), row -> true).stream()
                    .collect(Collectors.toMap(CallRow::id, Function.identity()));
            SoftAssertions softly = new SoftAssertions();
            played.forEach(one -> check(one, Objects.requireNonNull(rows.get(one.id), one.id), softly));
            softly.assertAll();
        }
    }

    private void play(Shape shape, RunningGateway gateway, List<Played> played) {
        if (shape.hasBody()) {
            played.add(play(shape, false, Script.json(200, shape.wire().body(shape)), gateway));
        }
        if (shape.hasStream()) {
            List<byte[]> events = shape.wire().events(shape);
            byte[] stream = Bytes.join(events.toArray(byte[][]::new));
            String type = shape.wire() == Wire.CONVERSE ? "application/vnd.amazon.eventstream" : "text/event-stream";
            Script script = Script.answer(200)
                    .header("content-type", type)
                    .pieces(played.size() % 2 == 0 ? events : List.of(stream));
            Script cut = played.size() % 2 == 0 ? script : script.split(Cutter.seeded(played.size(), 200));
            played.add(play(shape, true, cut, gateway));
        }
    }

    private Played play(Shape shape, boolean streams, Script script, RunningGateway gateway) {
        String mark = "m" + scripts.size();
        scripts.put(mark, script);
        String path =
                "/v1/default/default/" + shape.provider() + "/" + shape.wire().path(shape, streams);
        RawResponse response = RawClient.exchange(
                gateway.port(),
                RawRequest.post(path)
                        .header("authorization", "Bearer sk-test")
                        .header(MARK, mark)
                        .json("{\"model\":\"" + shape.asked() + "\",\"max_tokens\":99,\"stream\":" + streams
                                + ",\"input\":\"Hi\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                                + "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}"));
        assertThat(response.status()).as(shape + " " + response.text()).isEqualTo(200);
        return new Played(shape, streams, response.header("cf-aig-log-id").orElseThrow());
    }

    private static void check(Played played, CallRow row, SoftAssertions softly) {
        Shape shape = played.shape;
        softly.assertThat(row.stream()).as(played.toString()).isEqualTo(played.streamed);
        softly.assertThat(row.usageSource()).as(played.toString()).isEqualTo(UsageSource.REPORTED);
        softly.assertThat(row.usage()).as(played.toString()).isEqualTo(shape.usage());
        softly.assertThat(row.costNano())
                .as(played.toString())
                .isEqualTo(shape.cost().map(NanoUsd::amount).orElse(null));
    }

    private List<Shape> sample() {
        Set<String> models = ownModels().keySet();
        List<Shape> sample = new ArrayList<>();
        int index = 0;
        for (Shape shape : table.shapes()) {
            boolean bundled = shape.book().equals("bundled");
            boolean own = models.contains(shape.asked()) && models.contains(shape.answered()) && index++ % ONE_IN == 0;
            if ((bundled || own) && !shape.usage().equals(Usage.NONE) && !shape.is("failed")) {
                sample.add(shape);
            }
        }
        return sample;
    }

    /** Those of the table's prices that an operator can write. */
    private Map<String, String> ownModels() {
        Map<String, String> models = new TreeMap<>();
        table.prices().forEach((model, prices) -> {
            List<String> keys = new ArrayList<>();
            for (String price : prices.split(" ", -1)) {
                String[] parts = price.split("=", 2);
                keys.add(KEYS.containsKey(parts[0]) ? KEYS.get(parts[0]) + ": " + parts[1] : "");
            }
            if (!keys.contains("")) {
                models.put(model, String.join(", ", keys));
            }
        });
        return models;
    }

    private String yaml(String origin) {
        StringBuilder yaml = new StringBuilder("providers:\n");
        Set<String> slugs = new HashSet<>(table.providers());
        slugs.forEach(slug -> yaml.append("  ")
                .append(slug)
                .append(": {base_url: ")
                .append(origin)
                .append("}\n"));
        yaml.append("prices:\n");
        for (String slug : slugs) {
            ownModels()
                    .forEach((model, prices) -> yaml.append("  - {provider: ")
                            .append(slug)
                            .append(", model: ")
                            .append(model)
                            .append(", ")
                            .append(prices)
                            .append("}\n"));
        }
        return yaml.toString();
    }
}
