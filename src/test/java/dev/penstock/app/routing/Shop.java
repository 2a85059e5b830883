package dev.penstock.app.routing;

import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A gateway called shop in front of some upstreams, each a provider custom-{name} with a fake of its own. */
final class Shop implements AutoCloseable {
    final RunningGateway gateway;
    private final Fleet fleet;
    private final Map<String, FakeProvider> fakes = new HashMap<>();

    /**
     * @param settings of the gateway shop, beside open doors
     * @param more other keys of the file
     */
    Shop(Path folder, String settings, String more, String... providers) {
        fleet = new Fleet(folder);
        for (String provider : providers) {
            fakes.put(provider, fleet.add(provider, Trouble.Where.FAKE));
        }
        gateway = fleet.start(more + "gateways:\n  - id: shop\n    authentication: false\n"
                + settings.strip().indent(4));
    }

    FakeProvider fake(String provider) {
        return Objects.requireNonNull(fakes.get(provider));
    }

    int asked(String provider) {
        return fake(provider).requests().size();
    }

    static RawRequest chat(String provider) {
        return chat(provider, false);
    }

    static RawRequest chat(String provider, boolean stream) {
        return RawRequest.post("/v1/default/shop/custom-" + provider + "/chat/completions")
                .bearer("sk-test")
                .json(Speech.body("m-1", stream));
    }

    static RawRequest universal(String... steps) {
        return RawRequest.post("/v1/default/shop").json("[" + String.join(",", steps) + "]");
    }

    /** @param config its members, such as {@code "maxAttempts":3} */
    static String step(String provider, String config) {
        return "{\"provider\":\"custom-" + provider + "\",\"endpoint\":\"chat/completions\",\"headers\":"
                + "{\"authorization\":\"Bearer sk-test\"},\"query\":" + Speech.body("m-1", false) + ",\"config\":{"
                + config + "}}";
    }

    RawResponse call(RawRequest request) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            return client.send(request).response(Fleet.PATIENCE);
        }
    }

    /** The row of the only call. */
    CallRow row() {
        return Fleet.settled(gateway, 1).values().iterator().next();
    }

    /** The row of the call of this cf-aig-event-id, once nothing of it is held any more. */
    CallRow row(String event) {
        return Await.value(
                "the settled row of " + event,
                Fleet.PATIENCE,
                () -> gateway.summaries().stream()
                        .filter(row -> row.eventId().equals(event))
                        .filter(row ->
                                row.attempts().stream().noneMatch(attempt -> attempt.settlement() == Settlement.HELD))
                        .findFirst());
    }

    static RawRequest named(String event, RawRequest request) {
        return request.header("cf-aig-event-id", event).header("cf-aig-custom-cost", Speech.PRICE);
    }

    @Override
    public void close() {
        gateway.close();
        fleet.close();
    }
}
