package dev.penstock.app.ledger;

import dev.penstock.app.ledger.Mixture.Fate;
import dev.penstock.app.ledger.Mixture.Leaving;
import dev.penstock.app.ledger.Mixture.Leg;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Makes one call as it is planned, its leaving included. */
final class MixedClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SHORT = "120";

    private final int port;
    private final Map<String, List<String>> tokens;

    /** @param tokens of each gateway */
    MixedClient(int port, Map<String, List<String>> tokens) {
        this.port = port;
        this.tokens = tokens;
    }

    /** The status; 0 where the client left before it. */
    int carry(Mixture call) {
        try (RawClient client = RawClient.connect(port)) {
            client.send(request(call));
            return switch (call.leaving()) {
                case STAYS -> client.response(PATIENCE).status();
                case AFTER_END -> {
                    RawResponse whole = client.response(PATIENCE);
                    client.reset();
                    yield whole.status();
                }
                case BEFORE_HEAD -> {
                    LockSupport.parkNanos(Duration.ofMillis(call.number() % 50).toNanos());
                    client.reset();
                    yield 0;
                }
                case MID_STREAM -> {
                    int status = client.head(PATIENCE).status();
                    for (int events = call.number() % 12; events > 0; events--) {
                        var ignored = client.event(Duration.ofMillis(200));
                    }
                    client.reset();
                    yield status;
                }
            };
        } catch (UncheckedIOException broken) {
            // The peer took no more of it, or the client had left already.
            return 0;
        }
    }

    private RawRequest request(Mixture call) {
        RawRequest request = call.isUniversal() ? universal(call) : ofProvider(call);
        String metadata =
                "{\"n\":" + call.number() + ",\"team\":\"" + call.team() + "\",\"user\":\"" + call.user() + "\"}";
        RawRequest known = request.header(
                        "cf-aig-authorization",
                        "Bearer "
                                + Objects.requireNonNull(tokens.get(call.gateway()))
                                        .get(call.token()))
                .header("cf-aig-metadata", metadata);
        RawRequest priced = call.customCost()
                .map(cost -> known.header("cf-aig-custom-cost", cost))
                .orElse(known);
        return call.number() % 4 == 0
                ? priced.header("cf-aig-max-attempts", "3").header("cf-aig-retry-delay", "1")
                : priced;
    }

    private static RawRequest ofProvider(Mixture call) {
        Leg leg = call.legs().getFirst();
        RawRequest request = RawRequest.post(
                        "/v1/default/" + call.gateway() + "/" + leg.model().provider + "/" + leg.path())
                .header("authorization", "Bearer sk-test")
                .header("x-api-key", "sk-ant")
                .header("x-goog-api-key", "goog")
                .json(leg.body());
        return leg.fate() == Fate.SILENT ? request.header("cf-aig-request-timeout", SHORT) : request;
    }

    private static RawRequest universal(Mixture call) {
        String steps = call.legs().stream().map(MixedClient::step).collect(Collectors.joining(",", "[", "]"));
        return RawRequest.post("/v1/default/" + call.gateway()).json(steps);
    }

    private static String step(Leg leg) {
        String late = leg.fate() == Fate.SILENT ? ",\"cf-aig-request-timeout\":\"" + SHORT + "\"" : "";
        return "{\"provider\":\"" + leg.model().provider + "\",\"endpoint\":\"" + leg.path()
                + "\",\"headers\":{\"authorization\":\"Bearer sk-test\",\"x-api-key\":\"sk-ant\",\"x-goog-api-key\":\"g\""
                + late + "},\"query\":" + leg.body() + "}";
    }

    /** Whether its answer was waited for. */
    static boolean stays(Mixture call) {
        return call.leaving() == Leaving.STAYS || call.leaving() == Leaving.AFTER_END;
    }
}
