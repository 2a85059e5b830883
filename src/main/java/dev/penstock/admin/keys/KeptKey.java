package dev.penstock.admin.keys;

import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import dev.penstock.call.Secret;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import dev.penstock.vault.NotOpened;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.Vault;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stored key as calls need it: where it belongs, and how it is opened. */
public final class KeptKey {
    private static final Logger LOG = LoggerFactory.getLogger(KeptKey.class);

    private final KeyConfig config;
    private final Sealed sealed;

    private KeptKey(KeyConfig config, Sealed sealed) {
        this.config = config;
        this.sealed = sealed;
    }

    public static List<KeptKey> all(ControlState state) {
        List<KeptKey> all = new ArrayList<>();
        for (Document document : state.of(Kind.PROVIDER_CONFIG)) {
            state.sealed(document.key())
                    .ifPresent(bytes -> all.add(new KeptKey(KeyConfig.of(document), Sealed.of(bytes))));
        }
        return all;
    }

    public String id() {
        return config.id();
    }

    public Scope scope() {
        return config.scope();
    }

    public String provider() {
        return config.provider();
    }

    public String alias() {
        return config.alias();
    }

    public long version() {
        return config.version();
    }

    public boolean isDefault() {
        return config.isDefault();
    }

    /** The key itself, for the moment of sending. */
    public Secret open(Vault vault) {
        try {
            return vault.open(config.label(), sealed);
        } catch (NotOpened e) {
            LOG.error("{}", e.getMessage());
            throw Refusal.of(
                            500, 2902, "The stored key of " + config.provider() + " cannot be opened; the log says why")
                    .thrown();
        }
    }

    @Override
    public String toString() {
        return "KeptKey[" + config.label() + "]";
    }
}
