package dev.penstock.app.routing;

import dev.penstock.app.routing.Trouble.Seen;
import dev.penstock.app.routing.Trouble.Speaks;
import dev.penstock.app.routing.Trouble.Told;
import dev.penstock.app.routing.Trouble.Where;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.List;

/** The table of what goes wrong and what is expected then. Nothing here is reckoned: it is what ought to be. */
final class Troubles {
    private static final Script NO = Script.answer(204);
    private static final String OPENAI_ERROR =
            "{\"error\":{\"message\":\"No.\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}";
    private static final String ABSURD = "287441";

    private Troubles() {}

    static List<Trouble> all() {
        return List.of(
                // Where nothing was sent, nothing was used: tried again, for free.
                Trouble.silent("no such host", Where.NO_SUCH_HOST, NO, 3, free(0, "unreachable_dns"), 502),
                Trouble.silent("connection refused", Where.CLOSED_PORT, NO, 3, free(0, "unreachable_connect"), 502),
                Trouble.silent(
                        "certificate not trusted", Where.BAD_CERTIFICATE, NO, 3, free(0, "unreachable_tls"), 502),
                Trouble.silent("connect times out", Where.BLACK_HOLE, NO, 3, free(0, "timed_out_connect"), 504),
                // Sent, and nobody knows what became of it: charged as held. A timeout is tried again, a lost
                // connection not.
                Trouble.silent(
                        "no first byte", Where.FAKE, Script.neverAnswer(), 3, charged(0, "timed_out_first_byte"), 504),
                Trouble.silent(
                        "reset before the head", Where.FAKE, Script.raw("").thenReset(), 1, charged(0, "broken"), 502),
                Trouble.silent(
                        "closed before the head", Where.FAKE, Script.raw("").thenClose(), 1, charged(0, "broken"), 502),
                // The upstream says that it failed: its class decides, and its answer is the last word where none is
                // better.
                Trouble.status(429, "429, retry-after 1", 3, "throttled", throttled("retry-after", "1"))
                        .apart(1_000),
                Trouble.status(429, "429, retry-after a date", 3, "throttled", NO)
                        .script(() -> throttled("retry-after", Trouble.date(Duration.ofMillis(1_900))))
                        .apart(500),
                Trouble.status(429, "429, retry-after-ms 300", 3, "throttled", throttled("retry-after-ms", "300"))
                        .apart(300),
                Trouble.status(429, "429, no time", 3, "throttled", throttled("x-nothing", "0")),
                Trouble.status(429, "429, absurd", 1, "throttled", throttled("retry-after", ABSURD)),
                new Trouble(
                        "429, insufficient quota",
                        Where.FAKE,
                        () -> Script.json(429, OPENAI_ERROR.formatted("insufficient_quota", "insufficient_quota")),
                        1,
                        Duration.ZERO,
                        true,
                        free(429, "quota_exhausted"),
                        new Told(429, true, free(429, "quota_exhausted")),
                        Speaks.BOTH),
                Trouble.status(
                                503,
                                "503, retry-after 1",
                                3,
                                "server_error",
                                error(503).header("retry-after", "1"))
                        .apart(1_000),
                Trouble.status(500, "500", 3, "server_error", error(500)),
                Trouble.status(502, "502, a page", 3, "server_error", page(502)),
                Trouble.status(529, "529", 3, "server_error", error(529)),
                Trouble.status(408, "408", 3, "server_error", error(408)),
                Trouble.status(401, "401", 1, "credential_rejected", error(401)),
                Trouble.status(403, "403", 1, "credential_rejected", error(403)),
                Trouble.status(402, "402", 1, "quota_exhausted", error(402)),
                Trouble.status(400, "400", 1, "status_4xx", error(400)),
                Trouble.status(404, "404", 1, "status_4xx", error(404)),
                Trouble.status(422, "422", 1, "status_4xx", error(422)),
                // Half an error is one, and no answer to give.
                Trouble.of(
                        "500, reset in its body",
                        error(500).resetAfterBody(12),
                        3,
                        free(500, "server_error"),
                        new Told(502, false, free(500, "server_error"))),
                // A 200 that is none: replaced where something else is left, the provider's own word where nothing is.
                Trouble.of(
                        "200 with an error in its body",
                        Script.json(200, OPENAI_ERROR.formatted("server_error", "overloaded")),
                        3,
                        free(200, "server_error"),
                        new Told(200, true, charged(200, "in_band_error"))),
                Trouble.of(
                                "an error as the first event",
                                Speech.failedFirst(),
                                3,
                                free(200, "server_error"),
                                new Told(200, true, charged(200, "in_band_error")))
                        .only(Speaks.STREAM),
                Trouble.of(
                                "a stream that dies after its first frame",
                                Speech.answer().script().resetAfterPieces(1),
                                3,
                                charged(0, "broken"),
                                new Told(200, false, charged(200, "broken")))
                        .only(Speaks.STREAM),
                Trouble.of(
                                "a stream that stalls after its first frame",
                                Speech.answer().script().stallAfterPieces(1),
                                3,
                                charged(0, "timed_out_first_byte"),
                                new Told(200, false, charged(200, "timed_out_idle")))
                        .only(Speaks.STREAM),
                Trouble.of(
                                "a body that dies",
                                Speech.answer().wholeScript().resetAfterBody(40),
                                3,
                                charged(0, "broken"),
                                new Told(502, false, charged(200, "broken")))
                        .only(Speaks.JSON));
    }

    private static Seen free(int status, String failure) {
        return new Seen(status, failure, false);
    }

    private static Seen charged(int status, String failure) {
        return new Seen(status, failure, true);
    }

    private static Script error(int status) {
        return Script.json(status, OPENAI_ERROR.formatted("some_error", "nothing_known"));
    }

    private static Script page(int status) {
        return Script.answer(status).header("content-type", "text/html").body("<html><h1>Bad Gateway</h1></html>");
    }

    private static Script throttled(String header, String value) {
        return Script.json(429, OPENAI_ERROR.formatted("requests", "rate_limit_exceeded"))
                .header(header, value);
    }
}
