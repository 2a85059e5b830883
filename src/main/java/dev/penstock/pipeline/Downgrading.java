package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.Dialect;
import dev.penstock.call.Headers;
import dev.penstock.call.LimitRule;
import dev.penstock.identity.Admitted;
import dev.penstock.json.Shown;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.Served;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The same request for a cheaper model. Only the model's name changes, and at another provider the path and the
 * credential; a target that would read the rest otherwise is none.
 */
final class Downgrading {
    private Downgrading() {}

    /** What comes of it. */
    sealed interface Outcome {}

    /** The request as it goes there. */
    record Cheaper(Step step) implements Outcome {}

    /** The request cannot go there as it is. */
    record Cannot(String why) implements Outcome {}

    static Outcome of(CallScope scope, Step step, LimitRule.Exhausted.Downgrade cheaper) {
        Address address = Objects.requireNonNull(scope.address);
        String provider = cheaper.provider().orElse(step.provider());
        String target = Shown.oneLine(provider + "/" + cheaper.model());
        Optional<Seat> seat = scope.snapshot.seat(address.scope().account(), provider);
        boolean isSame = provider.equals(step.provider());
        if (seat.isEmpty() && !isSame) {
            return cannot(target, "there is no such provider");
        }
        Seat there = isSame ? step.seat() : seat.get();
        Optional<Wish> wish = isSame ? WithModel.of(step, cheaper.model()) : elsewhere(step, there, cheaper.model());
        if (wish.isEmpty()) {
            return cannot(target, "this request cannot be made one for it without changing more than the model");
        }
        return planned(scope, step, there, wish.get(), cheaper.model(), target);
    }

    private static Outcome planned(CallScope scope, Step step, Seat there, Wish wish, String model, String target) {
        try {
            CallOptions options =
                    isElsewhere(step, there) ? step.options().withoutAlias() : step.options();
            Step other = Planner.step(scope, Objects.requireNonNull(scope.address), step.index(), there, wish, options);
            if (other.route().dialect() != step.route().dialect()
                    || !other.model().equals(model)) {
                return cannot(target, "it would read this request otherwise");
            }
            boolean isKeyless = other.key() instanceof KeyChoice.Nothing && isElsewhere(step, there);
            return isKeyless && there.provider().needsKey()
                    ? cannot(target, "there is no stored key of that provider for this caller")
                    : new Cheaper(other);
        } catch (CallRefused impossible) {
            return cannot(target, impossible.refusal().message());
        }
    }

    private static boolean isElsewhere(Step step, Seat there) {
        return !there.provider().slug().equals(step.provider());
    }

    private static Cannot cannot(String target, String why) {
        return new Cannot("it cannot be sent to " + target + " instead: " + why);
    }

    /** What the caller showed one provider is not for another. */
    private static Optional<Wish> elsewhere(Step step, Seat there, String model) {
        return path(step, there)
                .flatMap(path -> WithModel.inBody(step, model).map(body -> {
                    Wish wish = step.wish();
                    Set<String> own = new HashSet<>();
                    for (Seat seat : List.of(step.seat(), there)) {
                        seat.provider().authSlots().stream()
                                .filter(slot -> !slot.inQuery())
                                .forEach(slot -> own.add(slot.name().toLowerCase(Locale.ROOT)));
                    }
                    Headers headers = wish.headers().without(name -> own.contains(name.toLowerCase(Locale.ROOT)));
                    Optional<String> query =
                            wish.query().flatMap(step.seat()::withoutKeys).flatMap(there::withoutKeys);
                    Admitted admitted = wish.admitted();
                    return new Wish(wish.method(), path, query, headers, body, admitted);
                }));
    }

    /** Where the other provider takes what was asked; empty where that is not one certain place. */
    private static Optional<String> path(Step step, Seat there) {
        Dialect dialect = step.route().dialect();
        if (dialect == Dialect.OPAQUE) {
            return Optional.empty();
        }
        List<String> paths = there.provider().serves().stream()
                .filter(served -> served.dialect() == dialect)
                .map(Served::path)
                .filter(path -> path.indexOf('{') < 0)
                .toList();
        String asked = step.wish().rest();
        Optional<String> same = paths.stream()
                .filter(path -> asked.equals(path) || asked.endsWith("/" + path))
                .findFirst();
        // Embeddings, images and the rest share a dialect, but not a place.
        boolean isOnePlace = dialect != Dialect.OPENAI_OTHER;
        return same.or(() -> isOnePlace ? paths.stream().findFirst() : Optional.empty());
    }
}
