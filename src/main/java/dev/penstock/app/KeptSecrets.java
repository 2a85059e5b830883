package dev.penstock.app;

import dev.penstock.control.Actor;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.SealedThings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the control store keeps sealed under the master key, as its rotation wants to see it. */
final class KeptSecrets implements SealedThings {
    /** The key that tokens are kept under, sealed. */
    static final Key PEPPER = Key.ofInstallation(Kind.INSTALLATION, "pepper");

    private static final Key CHECK = Key.ofInstallation(Kind.INSTALLATION, "key-check");
    private static final String BETWEEN = "\u0000";

    private final ControlDesk desk;

    KeptSecrets(ControlDesk desk) {
        this.desk = desk;
    }

    @Override
    public Optional<Sealed> check() {
        return desk.state().sealed(CHECK).map(Sealed::of);
    }

    @Override
    public boolean replaceCheck(Optional<Sealed> old, Sealed next) throws IOException {
        return replace(CHECK, old, next, "master key marked");
    }

    @Override
    public List<Thing> after(String id, int most) {
        ControlState state = desk.state();
        return state.sealedKeys().stream()
                .filter(KeptSecrets::isUnderMasterKey)
                .filter(key -> id(key).compareTo(id) > 0)
                .sorted((one, other) -> id(one).compareTo(id(other)))
                .limit(most)
                .map(key -> new Thing(id(key), Sealed.of(state.sealed(key).orElseThrow())))
                .toList();
    }

    @Override
    public boolean replace(String id, Sealed old, Sealed next) throws IOException {
        String[] parts = id.split(BETWEEN, -1);
        Key key = new Key(Kind.valueOf(parts[0]), parts[1], parts[2], parts[3]);
        return replace(key, Optional.of(old), next, "secret brought under the master key");
    }

    /** The ids of all master keys that what is kept needs. */
    static NavigableSet<String> masterKeys(ControlState state) {
        return state.sealedKeys().stream()
                .filter(key -> key.equals(CHECK) || isUnderMasterKey(key))
                .flatMap(key -> state.sealed(key).map(Sealed::of).flatMap(Sealed::masterKey).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean replace(Key key, Optional<Sealed> old, Sealed next, String action) throws IOException {
        return desk.change(Actor.GATEWAY, state -> {
            boolean same = state.sealed(key).map(Sealed::of).equals(old);
            return new Change<>(
                    key.account(),
                    action,
                    "sealed/" + key.id(),
                    same ? List.of(new Edit.Seal(key, next.bytes())) : List.of(),
                    same);
        });
    }

    /** Tokens are kept as HMACs, and where the audit trail ended is no secret. */
    private static boolean isUnderMasterKey(Key key) {
        return switch (key.kind()) {
            case TOKEN -> false;
            case INSTALLATION -> !Arrays.asList(CHECK, ControlDesk.AUDIT_HEAD).contains(key);
            case ACCOUNT,
                    GATEWAY,
                    FILE,
                    CUSTOM_PROVIDER,
                    ROUTE,
                    ROUTE_VERSION,
                    ROUTE_DEPLOYMENT,
                    POLICY,
                    CUSTOM_DOMAIN,
                    PROVIDER_CONFIG,
                    DATASET,
                    EVALUATION -> true;
        };
    }

    private static String id(Key key) {
        return String.join(BETWEEN, key.kind().name(), key.account(), key.gateway(), key.id());
    }
}
