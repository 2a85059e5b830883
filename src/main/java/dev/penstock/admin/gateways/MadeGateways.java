package dev.penstock.admin.gateways;

import dev.penstock.admin.Sealer;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBody;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways that were made while running, for the data path. Each document is read once. */
public final class MadeGateways {
    private static final Logger LOG = LoggerFactory.getLogger(MadeGateways.class);

    private final Sealer sealer;

    /** What each document of the last state came to. Guarded by this object. */
    private IdentityHashMap<Document, Optional<GatewaySettings>> read = new IdentityHashMap<>();

    public MadeGateways(Sealer sealer) {
        this.sealer = sealer;
    }

    /**
     * All of them.
     *
     * @param reachable whether others than this machine can make calls: then none is open
     */
    public synchronized Map<Scope, GatewaySettings> of(ControlState state, boolean reachable) {
        IdentityHashMap<Document, Optional<GatewaySettings>> next = new IdentityHashMap<>();
        Map<Scope, GatewaySettings> all = new HashMap<>();
        for (Document document : state.of(Kind.GATEWAY)) {
            Optional<GatewaySettings> known = read.get(document);
            Optional<GatewaySettings> settings = known == null ? read(state, document, reachable) : known;
            next.put(document, settings);
            settings.map(one -> reachable ? one.authenticated() : one)
                    .ifPresent(one -> all.put(new Scope(document.key().account(), document.id()), one));
        }
        read = next;
        return all;
    }

    private Optional<GatewaySettings> read(ControlState state, Document document, boolean reachable) {
        var secrets = KeptGateway.secrets(state, document.key(), sealer);
        return switch (GatewayBody.kept(document.body(), secrets)) {
            case GatewayBody.Result.Good good -> {
                if (reachable && !good.settings().authentication()) {
                    LOG.warn(
                            "Gateway '{}' of account '{}' has authentication off, but others than this machine can reach"
                                    + " it: a token is asked for all the same",
                            document.id(),
                            document.key().account());
                }
                yield Optional.of(good.settings());
            }
            case GatewayBody.Result.Bad bad -> {
                LOG.error(
                        "Gateway '{}' of account '{}' takes no calls, its settings are not valid in this version: {}",
                        document.id(),
                        document.key().account(),
                        bad.faults());
                yield Optional.empty();
            }
        };
    }
}
