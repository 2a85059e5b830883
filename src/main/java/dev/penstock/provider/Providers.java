package dev.penstock.provider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All providers, found through the service file and kept by their names. Immutable. */
public final class Providers {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** Names that mean something else where a provider's name stands in a URL. */
    private static final Set<String> RESERVED = Set.of("compat", "cloudflare", "dynamic", "run");

    private final List<Provider> all;
    private final Map<String, Provider> byName = new HashMap<>();
    private final Set<String> credentialHeaders;
    private final Set<String> credentialParameters;

    private Providers(List<Provider> found) {
        List<Provider> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Provider::slug));
        this.all = List.copyOf(sorted);
        for (Provider provider : all) {
            name(provider.slug(), provider);
            provider.aliases().forEach(alias -> name(alias, provider));
        }
        this.credentialHeaders = slotNames(false);
        this.credentialParameters = slotNames(true);
    }

    /** @throws IllegalStateException where two providers share a name, or a name cannot stand in a URL */
    public static Providers load() {
        return of(ServiceLoader.load(Provider.class, Providers.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    static Providers of(List<Provider> providers) {
        return new Providers(providers);
    }

    public Optional<Provider> find(String slugOrAlias) {
        return Optional.ofNullable(byName.get(slugOrAlias));
    }

    /** The slugs of all. */
    public Set<String> slugs() {
        return all.stream().map(Provider::slug).collect(Collectors.toUnmodifiableSet());
    }

    /** Sorted by slug. */
    public List<Provider> all() {
        return all;
    }

    /** Lower-case names of every header that holds a credential of some provider: none may reach another one. */
    public Set<String> credentialHeaders() {
        return credentialHeaders;
    }

    /** Names of every query parameter that holds a credential of some provider. */
    public Set<String> credentialParameters() {
        return credentialParameters;
    }

    private void name(String name, Provider provider) {
        if (!NAME.matcher(name).matches() || RESERVED.contains(name) || name.startsWith("custom-")) {
            throw new IllegalStateException("The provider name '" + name + "' of "
                    + provider.getClass().getName() + " cannot be used in a URL");
        }
        Provider other = byName.putIfAbsent(name, provider);
        if (other != null) {
            throw new IllegalStateException("Two providers are called '" + name + "': "
                    + other.getClass().getName() + " and " + provider.getClass().getName() + "; rename one");
        }
    }

    private Set<String> slotNames(boolean inQuery) {
        Set<String> names = new TreeSet<>();
        for (Provider provider : all) {
            for (AuthSlot slot : provider.authSlots()) {
                if (slot.inQuery() == inQuery) {
                    names.add(inQuery ? slot.name() : slot.name().toLowerCase(Locale.ROOT));
                }
            }
        }
        return Set.copyOf(names);
    }
}
