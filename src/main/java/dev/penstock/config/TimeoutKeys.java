package dev.penstock.config;

import java.time.Duration;
import java.util.List;

/** The keys under "timeouts". */
final class TimeoutKeys {
    private static final Key<Duration> HEAD = span(
                    "head", "100ms", "10m", "10s", "From the first byte of a request to the end of its head.")
            .readAtStart();
    private static final Key<Duration> BODY = span(
            "body",
            "100ms",
            "10m",
            "30s",
            "From the end of the head to the end of the body. Extended to at most 10m while the sender keeps 64 KB/s.");
    private static final Key<Duration> KEEP_ALIVE = span(
                    "keep_alive", "1s", "1h", "75s", "How long a client connection may stay open without a request.")
            .readAtStart();
    private static final Key<Duration> CONNECT = span("connect", "100ms", "1m", "5s", "DNS, TCP and TLS to a provider.")
            .readAtStart();
    private static final Key<Duration> FIRST_BYTE =
            span("first_byte", "100ms", "1h", "600s", "From the request sent to the first byte of the answer.");
    private static final Key<Duration> IDLE = span("idle", "100ms", "1h", "300s", "Between two events of an answer.");
    private static final Key<Duration> WRITE_STALL =
            span("write_stall", "1s", "10m", "60s", "How long a client may take no byte of its answer.");
    private static final Key<Duration> TOTAL =
            span("total", "1s", "24h", "3600s", "The longest a whole call may take.");

    static final SectionKind<Timeouts> SECTION = new SectionKind<>(
            List.of(HEAD, BODY, KEEP_ALIVE, CONNECT, FIRST_BYTE, IDLE, WRITE_STALL, TOTAL),
            fields -> new Timeouts(
                    fields.get(HEAD),
                    fields.get(BODY),
                    fields.get(KEEP_ALIVE),
                    fields.get(CONNECT),
                    fields.get(FIRST_BYTE),
                    fields.get(IDLE),
                    fields.get(WRITE_STALL),
                    fields.get(TOTAL)));

    private TimeoutKeys() {}

    private static Key<Duration> span(String name, String least, String most, String fallback, String says) {
        return Key.of(name, Kinds.span(least, most), Kinds.spanOf(fallback), says);
    }
}
