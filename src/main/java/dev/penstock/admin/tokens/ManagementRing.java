package dev.penstock.admin.tokens;

import dev.penstock.admin.Doorkeeper;
import dev.penstock.admin.Holder;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import dev.penstock.identity.TokenText;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Recognises management tokens: found by their id, known by their HMAC, compared in constant time. */
public final class ManagementRing implements Doorkeeper {
    private static final byte[] DECOY = new byte[32];

    private final Supplier<ControlState> state;
    private final TokenMac mac;
    private final InstantSource clock;
    private volatile Index index;

    public ManagementRing(Supplier<ControlState> state, TokenMac mac, InstantSource clock) {
        this.state = state;
        this.mac = mac;
        this.clock = clock;
        this.index = Index.of(state.get());
    }

    @Override
    public Optional<Holder> holder(String token) {
        return TokenText.managementId(token).flatMap(id -> holder(id, token));
    }

    private Optional<Holder> holder(String id, String token) {
        Index now = index();
        Entry entry = now.byId.get(id);
        boolean same = MessageDigest.isEqual(entry == null ? DECOY : entry.mac, mac.of(token));
        return entry != null && same && !entry.token.isExpiredAt(clock.instant())
                ? Optional.of(entry.token.holder())
                : Optional.empty();
    }

    /** Whether anybody could come in at all. */
    public boolean isEmpty() {
        return index().byId.isEmpty();
    }

    private Index index() {
        ControlState newest = state.get();
        Index kept = index;
        if (kept.state != newest) {
            kept = Index.of(newest);
            index = kept;
        }
        return kept;
    }

    private record Entry(Token token, byte[] mac) {}

    /** The tokens of one state. */
    private record Index(ControlState state, Map<String, Entry> byId) {
        static Index of(ControlState state) {
            Map<String, Entry> byId = new HashMap<>();
            for (Document document : state.of(Kind.TOKEN)) {
                Token token = Token.of(document);
                if (token.type() == Token.Type.MANAGEMENT) {
                    state.sealed(document.key()).ifPresent(mac -> byId.put(token.id(), new Entry(token, mac)));
                }
            }
            return new Index(state, byId);
        }
    }
}
