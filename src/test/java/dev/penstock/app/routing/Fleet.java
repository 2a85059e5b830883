package dev.penstock.app.routing;

import dev.penstock.call.Settlement;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.BlackHole;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.TestTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A gateway with many upstreams of its own, one for each call, so that no call suffers from another's. */
final class Fleet implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private final FakeProvider.Options untrusted;
    private final List<BlackHole> holes = new ArrayList<>();
    private final List<FakeProvider> fakes = new ArrayList<>();
    private final List<FakeProvider> closing = new ArrayList<>();
    private final StringBuilder providers = new StringBuilder();

    Fleet(Path folder) {
        untrusted = FakeProvider.Options.ANY.tls(TestTls.selfSigned("localhost", 30, folder));
    }

    /** The provider custom-{slug}, somewhere in trouble; its fake where requests come to one. */
    FakeProvider add(String slug, Trouble.Where where) {
        boolean isTls = where == Trouble.Where.BAD_CERTIFICATE;
        FakeProvider fake = FakeProvider.start(isTls ? untrusted : FakeProvider.Options.ANY);
        String base = switch (where) {
            case FAKE, BAD_CERTIFICATE -> fake.origin();
            case NO_SUCH_HOST -> "https://nobody-" + slug + ".invalid";
            case CLOSED_PORT -> closed(fake);
            case BLACK_HOLE -> "http://127.0.0.1:" + hole().port();
        };
        fakes.add(fake);
        providers
                .append("  - {slug: ")
                .append(slug)
                .append(", base_url: \"")
                .append(base)
                .append("/v1\"}\n");
        return fake;
    }

    private BlackHole hole() {
        BlackHole hole = BlackHole.open();
        holes.add(hole);
        return hole;
    }

    private String closed(FakeProvider fake) {
        closing.add(fake);
        return fake.origin();
    }

    /** @param more other keys of the file */
    RunningGateway start(String more) {
        // Only now: a port that is free is given to the next fake.
        closing.forEach(FakeProvider::stopAccepting);
        return RunningGateway.of("egress:\n  allow: [127.0.0.0/8]\ncustom_providers:\n" + providers + more);
    }

    /** The rows of so many calls by their names, once nothing of them is held any more. */
    static Map<String, CallRow> settled(RunningGateway gateway, int calls) {
        List<CallRow> rows = Await.value(calls + " settled rows", PATIENCE, () -> {
            List<CallRow> some = gateway.summaries();
            boolean areSettled = some.size() == calls
                    && some.stream()
                            .flatMap(row -> row.attempts().stream())
                            .noneMatch(attempt -> attempt.settlement() == Settlement.HELD);
            return areSettled ? Optional.of(some) : Optional.empty();
        });
        return rows.stream().collect(Collectors.toMap(CallRow::eventId, Function.identity()));
    }

    @Override
    public void close() {
        fakes.forEach(FakeProvider::close);
        holes.forEach(BlackHole::close);
    }
}
