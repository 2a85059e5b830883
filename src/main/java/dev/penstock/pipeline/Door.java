package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.Headers;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import dev.penstock.identity.Admitted;
import dev.penstock.identity.GatewayDoor;
import dev.penstock.identity.ProviderSlot;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.AuthSlot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Who may come in: the gateway exists, the caller may use it, and there is room for one more call. */
final class Door {
    private Door() {}

    static Admitted admit(CallScope scope) {
        Address address = Address.parse(path(scope));
        GatewaySettings gateway = scope.snapshot.gateways().settings(address.scope());
        // A stream is taken up again with the headers it was asked for with: they are read as its provider's.
        Optional<Seat> seat = provider(scope, address)
                .flatMap(slug -> scope.snapshot.seat(address.scope().account(), slug));
        Headers headers = scope.client.headers();
        List<ProviderSlot> slots = address.isCompat()
                ? bearer(headers)
                : seat.map(s -> slots(s, headers, scope.client.query())).orElse(List.of());
        Admitted admitted = admitted(scope, gateway, address.scope(), slots, headers);
        // From here on the call belongs to a gateway, and whatever becomes of it has a row.
        scope.address = address;
        scope.gateway = gateway;
        scope.principal = admitted.principal();
        scope.options = CallOptions.of(headers);
        boolean namesProvider = address.provider().isPresent() && address.run().isEmpty() && !address.isCompat();
        if (namesProvider && seat.isEmpty()) {
            throw Refusal.of(400, Codes.INVALID_PROVIDER, "Invalid provider").thrown();
        }
        if (!scope.engine.log().hasRoom()) {
            throw noRoom().thrown();
        }
        return admitted;
    }

    private static Optional<String> provider(CallScope scope, Address address) {
        return address.run().isEmpty()
                ? address.provider()
                : address.run()
                        .flatMap(scope.engine.sharing().runs()::find)
                        .map(run -> run.brought.get().provider());
    }

    /** The answer where a call could not be put on record. */
    static Refusal noRoom() {
        return Refusal.of(503, Codes.OVERLOADED, "The log cannot take another call; try again")
                .retryAfter(Duration.ofSeconds(1));
    }

    /** A host of one gateway's own stands for the beginning of the path. */
    private static String path(CallScope scope) {
        String path = scope.client.path();
        return scope.client
                .headers()
                .first("host")
                .flatMap(scope.snapshot.gateways()::ofHost)
                .map(own -> "/v1/" + own.account() + "/" + own.gateway() + (path.equals("/") ? "" : path))
                .orElse(path);
    }

    /** One universal step's own headers may hold a gateway token in the provider's slot, too; its query must not. */
    static Admitted admitStep(CallScope scope, Address address, Seat seat, Headers stepHeaders, String stepQuery) {
        // Of a call that is only spoken of nobody has shown anything: it is gone through as if somebody had.
        if (scope.client instanceof Rehearsal rehearsal) {
            return rehearsal.caller();
        }
        return admitStep(scope, address, stepHeaders, both -> slots(seat, both, stepQuery));
    }

    /** One universal step by the compat entry shows its credential where OpenAI's clients do, whoever its provider is. */
    static Admitted admitCompatStep(CallScope scope, Address address, Headers stepHeaders) {
        return admitStep(scope, address, stepHeaders, Door::bearer);
    }

    private static Admitted admitStep(
            CallScope scope, Address address, Headers stepHeaders, Function<Headers, List<ProviderSlot>> slots) {
        Headers.Builder both = Headers.builder();
        scope.client.headers().first(GatewayDoor.HEADER).ifPresent(token -> both.add(GatewayDoor.HEADER, token));
        stepHeaders.without(name -> name.equalsIgnoreCase(GatewayDoor.HEADER)).forEach(both::add);
        GatewaySettings gateway = scope.snapshot.gateways().settings(address.scope());
        Headers headers = both.build();
        return admitted(scope, gateway, address.scope(), slots.apply(headers), headers);
    }

    private static Admitted admitted(
            CallScope scope, GatewaySettings gateway, Scope tenant, List<ProviderSlot> slots, Headers headers) {
        Instant now = scope.engine.clock().instant();
        return scope.snapshot.door().admit(gateway, tenant, headers, slots, now);
    }

    private static List<ProviderSlot> bearer(Headers headers) {
        String name = AuthSlot.BEARER.name();
        return headers.all(name).stream()
                .map(value -> new ProviderSlot(name, value, false))
                .toList();
    }

    private static List<ProviderSlot> slots(Seat seat, Headers headers, String query) {
        List<ProviderSlot> slots = new ArrayList<>(2);
        for (AuthSlot slot : seat.provider().authSlots()) {
            if (slot.inQuery()) {
                parameter(query, slot.name()).ifPresent(v -> slots.add(new ProviderSlot(slot.name(), v, true)));
            } else {
                headers.all(slot.name()).forEach(v -> slots.add(new ProviderSlot(slot.name(), v, false)));
            }
        }
        return slots;
    }

    private static Optional<String> parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }
}
