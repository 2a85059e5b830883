package dev.penstock.app.ledger;

import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;

/** What a gateway says of itself. */
final class Metrics {
    private Metrics() {}

    /** Each metric on a line of its own, after a line break. */
    static String of(RunningGateway gateway) {
        return "\n"
                + RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"))
                        .text();
    }
}
