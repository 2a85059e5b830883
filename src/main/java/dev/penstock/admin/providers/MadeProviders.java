package dev.penstock.admin.providers;

import dev.penstock.admin.Sealer;
import dev.penstock.call.CustomProvider;
import dev.penstock.call.Secret;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.provider.CustomHeaders;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The custom providers that were made while running, for the data path. Each document is read once. */
public final class MadeProviders {
    private static final Logger LOG = LoggerFactory.getLogger(MadeProviders.class);

    private final Sealer sealer;

    /** What each document of the last state came to. Guarded by this object. */
    private IdentityHashMap<Document, Optional<CustomProvider>> read = new IdentityHashMap<>();

    public MadeProviders(Sealer sealer) {
        this.sealer = sealer;
    }

    public synchronized List<CustomProvider> of(ControlState state) {
        IdentityHashMap<Document, Optional<CustomProvider>> next = new IdentityHashMap<>();
        List<CustomProvider> all = new ArrayList<>();
        for (Document document : state.of(Kind.CUSTOM_PROVIDER)) {
            Optional<CustomProvider> known = read.get(document);
            Optional<CustomProvider> provider = known == null ? read(state, document) : known;
            next.put(document, provider);
            provider.ifPresent(all::add);
        }
        read = next;
        return all;
    }

    static String headers(ControlState state, Key key, Sealer sealer) {
        return state.sealed(key)
                .flatMap(bytes -> sealer.open(key, bytes))
                .map(Secret::reveal)
                .orElse("");
    }

    private Optional<CustomProvider> read(ControlState state, Document document) {
        KeptProvider kept = KeptProvider.of(document, false);
        try {
            return Optional.of(new CustomProvider(
                    kept.account(),
                    kept.id(),
                    kept.slug(),
                    kept.name(),
                    kept.baseUrl(),
                    kept.enable(),
                    CustomHeaders.parse(headers(state, document.key(), sealer))));
        } catch (IllegalArgumentException wrong) {
            LOG.error("Custom provider {} takes no calls: {}", document.id(), wrong.getMessage());
            return Optional.empty();
        }
    }
}
