package dev.penstock.admin.explain;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.admin.cache.Awaited;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Tells what would become of a call that is described. */
public final class Forecasts implements Endpoint.Set {
    private static final Map<String, Object> REFUSAL =
            Schemas.object("status", Schemas.WHOLE, "code", Schemas.WHOLE, "message", Schemas.TEXT);

    private static final Map<String, Object> PASSED =
            Schemas.object("element", Schemas.TEXT, "kind", Schemas.TEXT, "branch", Schemas.TEXT, "why", Schemas.TEXT);

    private static final Map<String, Object> DECISION =
            Schemas.object("kind", Schemas.TEXT, "subject", Schemas.TEXT, "why", Schemas.TEXT);

    private static final Map<String, Object> LIMIT = Schemas.object(
            "rule",
            Schemas.TEXT,
            "origin",
            Schemas.TEXT,
            "values",
            Map.of("type", "object", "additionalProperties", Schemas.TEXT),
            "counts",
            Schemas.TEXT,
            "wants",
            Schemas.WHOLE,
            "taken",
            Schemas.WHOLE,
            "left",
            Schemas.WHOLE,
            "limit",
            Schemas.WHOLE,
            "strict",
            Schemas.FLAG,
            "reset_seconds",
            Schemas.NUMBER,
            "passes",
            Schemas.FLAG,
            "otherwise",
            Schemas.TEXT);

    private static final Map<String, Object> CACHE = Schemas.object(
            "outcome", Schemas.oneOf("hit", "stale", "miss", "joined", "off", "skipped"), "reason", Schemas.TEXT);

    private static final Map<String, Object> TARGET = Schemas.object(
            "index", Schemas.WHOLE,
            "element?", Schemas.TEXT,
            "why", Schemas.TEXT,
            "passed_over?", Schemas.TEXT,
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "host", Schemas.TEXT,
            "dialect", Schemas.TEXT,
            "stream", Schemas.FLAG,
            "credential", Schemas.oneOf("none", "request", "stored", "managed"),
            "key_alias?", Schemas.TEXT,
            "lacks_key", Schemas.FLAG,
            "first_byte_ms", Schemas.WHOLE,
            "attempts", Schemas.WHOLE,
            "retry_delay_ms", Schemas.WHOLE,
            "backoff", Schemas.oneOf("constant", "linear", "exponential"),
            "most_tokens_in", Schemas.WHOLE,
            "most_tokens_out", Schemas.WHOLE,
            "most_cost?", Schemas.NUMBER,
            "most_cost_nano?", Schemas.WHOLE,
            "passes", Schemas.FLAG,
            "refusal?", REFUSAL,
            "limits", Schemas.list(LIMIT),
            "cache?", CACHE);

    private static final Map<String, Object> FORECAST = Schemas.object(
            "verdict",
            Schemas.oneOf("cached", "sent", "waits", "refused"),
            "refusal?",
            REFUSAL,
            "surface",
            Schemas.TEXT,
            "config_revision",
            Schemas.WHOLE,
            "price_version",
            Schemas.TEXT,
            "route",
            Schemas.list(PASSED),
            "decisions",
            Schemas.list(DECISION),
            "targets",
            Schemas.list(TARGET));

    private final Foretelling foretelling;

    public Forecasts(Foretelling foretelling) {
        this.foretelling = foretelling;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet sheet = Sheet.of("explain", "What would become of a call, which is not made", Schemas.result(FORECAST))
                .taking(ForecastAsk.SCHEMA);
        return List.of(new Endpoint(
                "POST", Endpoint.GATEWAY + "/explain", new Access(Level.GATEWAY, Role.VIEWER), sheet, this::foretell));
    }

    private Answer foretell(ApiCall call) throws IOException {
        return Answer.of(Awaited.of(foretelling.foretell(call.scope(), ForecastAsk.of(call.body()))));
    }
}
