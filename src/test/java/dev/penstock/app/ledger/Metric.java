package dev.penstock.app.ledger;

import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;

/** A number a running gateway shows. */
final class Metric {
    private Metric() {}

    /** @return -1 where there is none of that name */
    static long of(RunningGateway gateway, String name) {
        String text = RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"))
                .text();
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1L);
    }
}
