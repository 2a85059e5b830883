package dev.penstock.app;

import dev.penstock.admin.accounts.Accounts;
import dev.penstock.admin.domains.CustomDomains;
import dev.penstock.admin.tokens.TokenSecrets;
import dev.penstock.call.CustomProvider;
import dev.penstock.config.BaseAddress;
import dev.penstock.config.Compatibility.ProviderFailureStatus;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.Hosts;
import dev.penstock.config.Limits;
import dev.penstock.config.Settings;
import dev.penstock.config.Timeouts;
import dev.penstock.control.ControlState;
import dev.penstock.control.Kind;
import dev.penstock.identity.GatewayDoor;
import dev.penstock.identity.LastUse;
import dev.penstock.identity.TokenMac;
import dev.penstock.identity.TokenRing;
import dev.penstock.pipeline.CallBounds;
import dev.penstock.pipeline.CustomSeats;
import dev.penstock.pipeline.KeyBook;
import dev.penstock.pipeline.Snapshot;
import dev.penstock.provider.Providers;
import dev.penstock.stream.Patience;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes a snapshot of each revision of the settings, and holds the one that new calls take. */
final class Snapshots {
    private static final String DEMO = "demo";

    private final Providers providers;
    private final PriceHouse prices;
    private final Optional<Integer> demoPort;
    private final Function<ControlState, KeyBook> stored;
    private final AtomicReference<Snapshot> current;
    private volatile Settings settings;
    private final Made made;
    private final RouteBooks routes;

    /** Guarded by this object, as every change is. */
    private ControlState control;

    /** Custom providers that neither the file nor the management API has. Guarded by this object. */
    private List<CustomProvider> others = List.of();

    /** Settings that come into force with the revision that records them. Guarded by this object. */
    private Optional<Settings> staged = Optional.empty();

    private final TokenMac mac;
    private final LastUse tokenUses = new LastUse();

    /** @param mac what tokens made while running are kept under */
    Snapshots(
            Providers providers,
            PriceHouse prices,
            Optional<Integer> demoPort,
            Function<ControlState, KeyBook> stored,
            Settings first,
            ControlState control,
            TokenMac mac,
            Made made) {
        this.mac = mac;
        this.made = made;
        this.routes = new RouteBooks();
        this.providers = providers;
        this.prices = prices;
        this.demoPort = demoPort;
        this.stored = stored;
        this.settings = first;
        this.control = control;
        this.current = new AtomicReference<>(of(first, control));
    }

    Snapshot current() {
        return current.get();
    }

    /** From now on new calls are decided by these settings; calls under way keep theirs. */
    synchronized void take(Settings next) {
        staged = Optional.empty();
        current.set(of(next, control));
        settings = next;
    }

    /** Brings these settings into force together with the next state, so that a revision's number names both. */
    synchronized void stage(Settings next) {
        staged = Optional.of(next);
    }

    /** Leaves the running settings in force after all. */
    synchronized void unstage() {
        staged = Optional.empty();
    }

    /** From now on new calls are decided by what is kept now. */
    synchronized void take(ControlState next) {
        Settings together = staged.orElse(settings);
        staged = Optional.empty();
        control = next;
        current.set(of(together, next));
        settings = together;
    }

    /** From now on accounts have these custom providers, too: whoever embeds the gateway may bring some. */
    synchronized void take(List<CustomProvider> next) {
        others = List.copyOf(next);
        current.set(of(settings, control));
    }

    /** When tokens were last used; all rings note it here. */
    LastUse tokenUses() {
        return tokenUses;
    }

    /** Every price book there is or was. */
    PriceHouse prices() {
        return prices;
    }

    /** The settings new calls are decided by. */
    Settings settings() {
        return settings;
    }

    private static CallBounds bounds(Settings settings) {
        Limits limits = settings.limits();
        Timeouts timeouts = settings.timeouts();
        return new CallBounds(
                new Patience(timeouts.idle(), timeouts.writeStall(), timeouts.total()),
                timeouts.firstByte(),
                Math.toIntExact(limits.eventBytes()),
                Math.toIntExact(limits.heldAnswerBytes()),
                settings.cache().entryBytes(),
                Math.toIntExact(limits.logBodyBytes()),
                limits.inflatedBytes(),
                limits.inflatedRatio(),
                settings.resume().keep());
    }

    /** Those of the file come first: what the operator wrote down cannot be taken over through the API. */
    private List<CustomProvider> customProviders(Settings settings, ControlState control) {
        Stream<CustomProvider> ofFile = settings.customProviders().stream().map(one -> one.in(settings.account()));
        return Stream.of(ofFile, made.providers(control).stream(), others.stream())
                .flatMap(all -> all)
                .toList();
    }

    private TokenRing ring(Settings settings, ControlState control) {
        Set<String> ids = new HashSet<>();
        settings.tokens().forEach(token -> ids.add(token.id()));
        settings.managementTokens().forEach(token -> ids.add(token.id()));
        control.of(Kind.TOKEN).forEach(token -> ids.add(token.id()));
        tokenUses.keepOnly(ids);
        return TokenRing.of(settings, TokenSecrets.run(control), mac, tokenUses);
    }

    private Snapshot of(Settings settings, ControlState control) {
        Map<String, List<BaseAddress>> baseUrls = new HashMap<>();
        Map<String, String> authUrls = new HashMap<>();
        settings.providers().forEach((slug, own) -> own.authUrl().ifPresent(url -> authUrls.put(slug, url)));
        settings.providers().forEach((slug, own) -> baseUrls.put(slug, own.baseUrls()));
        // A provider that lives on the operator's own machine is not for others to reach unless the operator says so.
        boolean reachable = !Hosts.isLoopback(settings.host());
        demoPort.ifPresent(port -> baseUrls.put(DEMO, List.of(BaseAddress.of("http://127.0.0.1:" + port))));
        Map<String, Snapshot.Seat> seats = Snapshot.seats(providers, baseUrls, authUrls);
        if (demoPort.isEmpty()) {
            // Without --demo there is nobody to answer for it.
            seats.remove(DEMO);
        }
        if (reachable) {
            seats.values().removeIf(seat -> !seat.overridden() && seat.baseUrl().startsWith("http://127.0.0.1"));
        }
        GatewayBook gateways = GatewayBook.of(
                settings, Accounts.made(control), made.gateways(control, reachable), CustomDomains.all(control));
        return new Snapshot(
                control.revision(),
                gateways,
                new GatewayDoor(ring(settings, control)),
                prices.book(settings.prices(), control),
                seats,
                CustomSeats.of(customProviders(settings, control), providers),
                settings.egress(),
                bounds(settings),
                settings.compatibility().providerFailureStatus() == ProviderFailureStatus.CLOUDFLARE,
                stored.apply(control).or(ManagedKeys.of(settings, gateways)),
                LimitBooks.of(settings, gateways, control),
                routes.of(gateways, made.routes(control)),
                Hosts.isLoopback(settings.host()));
    }
}
