package dev.penstock.admin.cache;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Explains what the cache makes of a call. */
public final class Explanations implements Endpoint.Set {
    private static final Map<String, Object> EXPLANATION = Schemas.object(
            "outcome",
            Schemas.oneOf("hit", "stale", "miss", "joined", "off", "skipped"),
            "reason",
            Schemas.TEXT,
            "key?",
            Schemas.TEXT,
            "parts?",
            Schemas.list(Schemas.object("name", Schemas.TEXT, "hash", Schemas.TEXT)),
            "nearest?",
            Schemas.object(
                    "key", Schemas.TEXT,
                    "age", Schemas.WHOLE,
                    "expires_in", Schemas.WHOLE,
                    "differs?", Schemas.TEXT,
                    "equal", Schemas.WHOLE,
                    "parts", Schemas.WHOLE));

    private final Explaining explaining;

    public Explanations(Explaining explaining) {
        this.explaining = explaining;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet explain = Sheet.of(
                        "cache", "What the cache makes of a call, which is not sent", Schemas.result(EXPLANATION))
                .taking(AskedCall.SCHEMA);
        return List.of(new Endpoint(
                "POST",
                Endpoint.GATEWAY + "/cache/explain",
                new Access(Level.GATEWAY, Role.VIEWER),
                explain,
                this::explain));
    }

    private Answer explain(ApiCall call) throws IOException {
        AskedCall asked = AskedCall.of(call.body());
        try {
            return Answer.of(Awaited.of(explaining.explain(call.scope(), asked)));
        } catch (CallRefused refused) {
            Refusal refusal = refused.refusal();
            throw ApiRefused.of(
                    400,
                    Problem.of(
                            refusal.code(),
                            "The call would be refused with " + refusal.status() + ": " + refusal.message()));
        }
    }
}
