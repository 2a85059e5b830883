package dev.penstock.admin.tokens;

import dev.penstock.admin.Doorkeeper;
import dev.penstock.admin.Holder;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import dev.penstock.identity.KeptToken.KeptSecret;
import dev.penstock.identity.LastUse;
import dev.penstock.identity.TokenMac;
import dev.penstock.identity.TokenText;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Recognises management tokens, those of penstock.yaml and those made while running: found by their id, known by a hash,
 * compared in constant time. An unknown id costs what a known one with a wrong secret costs.
 */
public final class ManagementRing implements Doorkeeper {
    private static final byte[] NOTHING = new byte[32];
    private static final String SHUT = "There is no administrator yet, and beyond loopback nothing works without one."
            + " Make a token with 'penstock token --management --role admin' and put its lines under"
            + " 'management_tokens' in penstock.yaml; or start once with 'admin_host: 127.0.0.1' and use the set-up"
            + " token printed there";

    private final Supplier<ControlState> state;
    private final Supplier<Settings> settings;
    private final TokenMac mac;
    private final InstantSource clock;
    private final LastUse uses;
    private final boolean isPrivate;
    private volatile Index index;

    /** @param isPrivate whether only this machine can reach the management listener */
    public ManagementRing(
            Supplier<ControlState> state,
            Supplier<Settings> settings,
            TokenMac mac,
            InstantSource clock,
            LastUse uses,
            boolean isPrivate) {
        this.state = state;
        this.settings = settings;
        this.mac = mac;
        this.clock = clock;
        this.uses = uses;
        this.isPrivate = isPrivate;
        this.index = Index.of(state.get(), settings.get());
    }

    @Override
    public Shape shape(String token) {
        return TokenText.managementId(token).isPresent() ? Shape.TOKEN : Shape.NONE;
    }

    @Override
    public Optional<Holder> holder(String token) {
        return TokenText.managementId(token).flatMap(id -> holder(id, token));
    }

    private Optional<Holder> holder(String id, String text) {
        Instant now = clock.instant();
        Entry entry = index().byId.getOrDefault(id, Entry.DECOY);
        boolean declared = MessageDigest.isEqual(entry.sha256, TokenText.sha256(text));
        byte[] hmac = mac.of(text);
        boolean made = false;
        for (KeptSecret secret : entry.secrets) {
            boolean isOver =
                    secret.until().isPresent() && !now.isBefore(secret.until().get());
            made |= MessageDigest.isEqual(secret.mac(), hmac) && !isOver;
        }
        if (entry.token.isEmpty() || !(declared || made) || entry.token.get().isExpiredAt(now)) {
            return Optional.empty();
        }
        uses.note(id, now);
        return entry.token.map(Token::holder);
    }

    @Override
    public Optional<String> shut() {
        return isPrivate || hasAdministrator() ? Optional.empty() : Optional.of(SHUT);
    }

    /** Whether anybody can do everything. */
    boolean hasAdministrator() {
        Instant now = clock.instant();
        return index().administrators.stream().anyMatch(token -> !token.isExpiredAt(now));
    }

    private Index index() {
        ControlState newest = state.get();
        Settings read = settings.get();
        Index kept = index;
        if (kept.state != newest || !kept.settings.equals(read)) {
            kept = Index.of(newest, read);
            index = kept;
        }
        return kept;
    }

    /**
     * What a candidate is compared with.
     *
     * @param sha256 of a declared token; zeros, which nothing hashes to, for one made while running
     */
    private record Entry(Optional<Token> token, byte[] sha256, List<KeptSecret> secrets) {
        static final Entry DECOY =
                new Entry(Optional.empty(), NOTHING, List.of(new KeptSecret(NOTHING, Optional.empty())));
    }

    /** The tokens of one state and one file. */
    private record Index(ControlState state, Settings settings, Map<String, Entry> byId, List<Token> administrators) {
        static Index of(ControlState state, Settings settings) {
            Map<String, Entry> byId = new HashMap<>();
            for (Document document : state.of(Kind.TOKEN)) {
                Token token = Token.of(document);
                if (token.type() == Token.Type.MANAGEMENT) {
                    byId.put(token.id(), new Entry(Optional.of(token), NOTHING, TokenSecrets.of(token, state)));
                }
            }
            settings.managementTokens()
                    .forEach(token -> byId.put(
                            token.id(),
                            new Entry(
                                    Optional.of(Token.declared(token)),
                                    HexFormat.of().parseHex(token.sha256()),
                                    Entry.DECOY.secrets)));
            List<Token> administrators = byId.values().stream()
                    .flatMap(entry -> entry.token.stream())
                    .filter(Token::isAdministrator)
                    .toList();
            return new Index(state, settings, Map.copyOf(byId), administrators);
        }
    }
}
