package dev.penstock.app;

import dev.penstock.admin.gateways.FileRevision;
import dev.penstock.cache.Purge;
import dev.penstock.call.CustomProvider;
import dev.penstock.call.Scope;
import dev.penstock.config.CustomProviderSettings;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which kept answers a change makes forgotten. Stored keys are none of its business: each version of one is part of the
 * keys of answers. What comes into being forgets, too, what had its name before: a process
 * may have ended between a removal and its purge. Gateways and custom providers of penstock.yaml are among what is kept,
 * so that a change of the file is seen however many starts ago it was made.
 */
final class CachePurges {
    private static final String DEFAULT = "default";
    private static final Optional<String> ANY = Optional.empty();

    private CachePurges() {}

    /** What a new state of all that is kept forgets. */
    static List<Purge> between(ControlState before, ControlState after) {
        Set<Purge> purges = new LinkedHashSet<>();
        differing(accounts(before), accounts(after)).forEach((id, change) -> {
            if (!change.isUpdate()) {
                purges.add(purge(id, ANY, ANY));
            }
        });
        differing(gateways(before), gateways(after)).forEach((scope, change) -> {
            if (empties(scope, change)) {
                purges.add(purge(scope.account(), Optional.of(scope.gateway()), ANY));
            }
        });
        differing(providers(before), providers(after)).keySet().forEach(purges::add);
        return List.copyOf(purges);
    }

    /** What new settings forget beside that: what came with other headers of a custom provider, which may hold a key. */
    static List<Purge> between(Settings before, Settings after) {
        return differing(customProviders(before), customProviders(after)).keySet().stream()
                .map(slug -> ofCustom(after.account(), slug))
                .toList();
    }

    /** One thing before and after a change; one of the two there is. */
    private record Difference<T>(Optional<T> before, Optional<T> after) {
        boolean isUpdate() {
            return before.isPresent() && after.isPresent();
        }
    }

    /** In the order in which they are found, those of before first. */
    private static <K, T> Map<K, Difference<T>> differing(Map<K, T> before, Map<K, T> after) {
        Map<K, Difference<T>> differing = new LinkedHashMap<>();
        Stream.concat(before.keySet().stream(), after.keySet().stream()).forEach(key -> {
            Optional<T> was = Optional.ofNullable(before.get(key));
            Optional<T> is = Optional.ofNullable(after.get(key));
            if (!was.equals(is)) {
                differing.put(key, new Difference<>(was, is));
            }
        });
        return differing;
    }

    private static Map<String, Document> accounts(ControlState state) {
        return by(state.of(Kind.ACCOUNT).stream(), Document::id);
    }

    /** Of two with one name the file's holds. */
    private static Map<Scope, Document> gateways(ControlState state) {
        Stream<Document> declared = state.of(Kind.FILE).stream().filter(one -> !FileRevision.isProvider(one.key()));
        return by(
                Stream.concat(state.of(Kind.GATEWAY).stream(), declared),
                one -> new Scope(one.key().account(), one.id()));
    }

    /** A gateway that changes is emptied where it says so now or said so before; one that goes or comes always. */
    private static boolean empties(Scope scope, Difference<Document> change) {
        boolean saysSo = Stream.of(change.before(), change.after())
                .flatMap(Optional::stream)
                .anyMatch(one -> one.body().at("cache_invalidate_on_update").isTrue());
        boolean wasThere = change.before().isPresent() || scope.gateway().equals(DEFAULT);
        return saysSo || !wasThere || change.after().isEmpty();
    }

    /** By what each forgets. */
    private static Map<Purge, Document> providers(ControlState state) {
        Stream<Document> declared = state.of(Kind.FILE).stream().filter(one -> FileRevision.isProvider(one.key()));
        return by(
                Stream.concat(state.of(Kind.CUSTOM_PROVIDER).stream(), declared),
                one -> ofCustom(one.key().account(), text(one, "slug")));
    }

    private static Purge ofCustom(String account, String slug) {
        return purge(account, ANY, Optional.of(CustomProvider.PREFIX + slug));
    }

    private static Map<String, CustomProviderSettings> customProviders(Settings settings) {
        return by(settings.customProviders().stream(), CustomProviderSettings::slug);
    }

    private static <K, T> Map<K, T> by(Stream<T> all, Function<T, K> key) {
        Map<K, T> map = new LinkedHashMap<>();
        all.forEach(one -> map.put(key.apply(one), one));
        return map;
    }

    private static String text(Document document, String name) {
        return document.body().at(name).text().orElse("");
    }

    private static Purge purge(String account, Optional<String> gateway, Optional<String> provider) {
        return new Purge(account, gateway, Optional.empty(), ANY, provider, ANY, Optional.empty());
    }
}
