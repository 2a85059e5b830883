package dev.penstock.pipeline;

import dev.penstock.call.CallRefused;
import dev.penstock.call.LimitRule;
import dev.penstock.dialect.Asked;
import dev.penstock.dialect.Splices;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonString;
import dev.penstock.json.RawValue;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * The same request for a cheaper model. Only the model's name changes; a target that would read the rest otherwise is
 * none.
 */
final class Downgrading {
    private Downgrading() {}

    /** Empty where the request cannot go there as it is. */
    static Optional<Step> of(CallScope scope, Step step, LimitRule.Exhausted.Downgrade cheaper) {
        Address address = Objects.requireNonNull(scope.address);
        Optional<Seat> seat = cheaper.provider().isEmpty()
                ? Optional.of(step.seat())
                : scope.snapshot.seat(
                        address.scope().account(), cheaper.provider().get());
        try {
            return seat.flatMap(there -> wish(step, cheaper.model())
                            .map(wish -> Planner.step(scope, address, step.index(), there, wish, step.options())))
                    .filter(other -> other.route().dialect() == step.route().dialect()
                            && other.model().equals(cheaper.model()));
        } catch (CallRefused impossible) {
            return Optional.empty();
        }
    }

    private static Optional<Wish> wish(Step step, String model) {
        Wish wish = step.wish();
        return step.route().model().isPresent()
                ? inPath(wish, step.route().model().get(), model)
                : inBody(wish, model);
    }

    private static Optional<Wish> inPath(Wish wish, String from, String to) {
        String encoded = URLEncoder.encode(to, StandardCharsets.UTF_8).replace("+", "%20");
        for (String written : new String[] {from, URLEncoder.encode(from, StandardCharsets.UTF_8)}) {
            int at = wish.rest().indexOf(written);
            if (at >= 0 && !written.isEmpty()) {
                String rest =
                        wish.rest().substring(0, at) + encoded + wish.rest().substring(at + written.length());
                return Optional.of(
                        new Wish(wish.method(), rest, wish.query(), wish.headers(), wish.body(), wish.admitted()));
            }
        }
        return Optional.empty();
    }

    /** Every other byte of the body stays as it is. */
    private static Optional<Wish> inBody(Wish wish, String model) {
        try {
            RawValue document = RawValue.parse(wish.body());
            RawValue named = document.isObject() ? document.members().get("model") : null;
            if (named == null) {
                return Optional.empty();
            }
            Asked.Splice splice = new Asked.Splice(named.from(), named.to() - named.from(), JsonString.quoted(model));
            byte[] body = Splices.apply(wish.body(), splice);
            return Optional.of(
                    new Wish(wish.method(), wish.rest(), wish.query(), wish.headers(), body, wish.admitted()));
        } catch (JsonMalformed packedOrNoJson) {
            return Optional.empty();
        }
    }
}
