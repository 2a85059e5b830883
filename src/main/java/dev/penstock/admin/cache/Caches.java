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
import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Refusal;
import dev.penstock.control.ControlDesk;
import dev.penstock.json.JsonText;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Forgets kept answers and explains what the cache makes of a call, gateway by gateway; and shows how full the store is,
 * which all gateways share, to whom the installation is shown.
 */
public final class Caches implements Endpoint.Set {
    private static final String PATH = Endpoint.GATEWAY + "/cache";
    private static final String TAG = "cache";
    private static final long PATIENCE_SECONDS = 25;

    private static final Map<String, Object> STATS = Schemas.object(
            "memory_entries", Schemas.WHOLE,
            "memory_bytes", Schemas.WHOLE,
            "memory_limit", Schemas.WHOLE,
            "disk_entries", Schemas.WHOLE,
            "disk_bytes", Schemas.WHOLE,
            "disk_limit", Schemas.WHOLE,
            "evicted", Schemas.WHOLE,
            "dropped", Schemas.WHOLE,
            "failures", Schemas.WHOLE);

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

    private final CacheDesk cache;
    private final ControlDesk desk;

    public Caches(CacheDesk cache, ControlDesk desk) {
        this.cache = cache;
        this.desk = desk;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet purge = Sheet.of(
                        TAG,
                        "Forget kept answers; without a condition all of the gateway",
                        Schemas.result(Schemas.object("purged", Schemas.WHOLE)))
                .with(PurgeOrder.parameters());
        Sheet explain = Sheet.of(TAG, "What the cache makes of a call, which is not sent", Schemas.result(EXPLANATION))
                .taking(AskedCall.SCHEMA);
        Sheet stats = Sheet.of(TAG, "How full the store of kept answers is, over all gateways", Schemas.result(STATS));
        return List.of(
                new Endpoint("DELETE", PATH, new Access(Level.GATEWAY, Role.MEMBER), purge, this::purge),
                new Endpoint("POST", PATH + "/explain", new Access(Level.GATEWAY, Role.VIEWER), explain, this::explain),
                new Endpoint(
                        "GET",
                        "/client/v4/cache/stats",
                        new Access(Level.INSTALLATION, Role.VIEWER),
                        stats,
                        call -> stats()));
    }

    private Answer purge(ApiCall call) throws IOException {
        Purge which = PurgeOrder.of(call.scope(), call.query());
        String conditions = PurgeOrder.conditions(which);
        desk.note(
                call.actor(),
                call.account(),
                conditions.isEmpty() ? "cache purged" : "cache purged by " + conditions,
                "gateways/" + call.scope().gateway() + "/cache");
        return Answer.of(JsonText.object("purged", awaited(cache.purge(which))));
    }

    private Answer explain(ApiCall call) throws IOException {
        AskedCall asked = AskedCall.of(call.body());
        try {
            return Answer.of(awaited(cache.explain(call.scope(), asked)));
        } catch (CallRefused refused) {
            Refusal refusal = refused.refusal();
            throw ApiRefused.of(
                    400,
                    Problem.of(
                            refusal.code(),
                            "The call would be refused with " + refusal.status() + ": " + refusal.message()));
        }
    }

    private Answer stats() {
        CacheStats stats = cache.stats();
        return Answer.of(JsonText.object(
                "memory_entries", stats.memoryEntries(),
                "memory_bytes", stats.memoryBytes(),
                "memory_limit", stats.memoryLimit(),
                "disk_entries", stats.diskEntries(),
                "disk_bytes", stats.diskBytes(),
                "disk_limit", stats.diskLimit(),
                "evicted", stats.evicted(),
                "dropped", stats.dropped(),
                "failures", stats.failures()));
    }

    /** Management requests have a virtual thread each, so that one may wait here. */
    private static <T> T awaited(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw ApiRefused.of(
                    503, Problem.of(7013, "The cache has not answered in " + PATIENCE_SECONDS + " s; it goes on"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiRefused.of(503, Problem.of(7013, "The gateway stops"));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CallRefused refused) {
                throw refused;
            }
            throw new IOException("The cache failed", failed);
        }
    }
}
