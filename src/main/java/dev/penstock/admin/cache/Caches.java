package dev.penstock.admin.cache;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import dev.penstock.control.ControlDesk;
import dev.penstock.json.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Forgets kept answers, gateway by gateway; and shows how full the store of all gateways is, to whom it may be shown. */
public final class Caches implements Endpoint.Set {
    private static final String PATH = Endpoint.GATEWAY + "/cache";
    private static final String TAG = "cache";

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
        Sheet stats = Sheet.of(TAG, "How full the store of kept answers is, over all gateways", Schemas.result(STATS));
        return List.of(
                new Endpoint("DELETE", PATH, new Access(Level.GATEWAY, Role.MEMBER), purge, this::purge),
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
        return Answer.of(JsonText.object("purged", Awaited.of(cache.purge(which))));
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
}
