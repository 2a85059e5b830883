package dev.penstock.pipeline;

import dev.penstock.call.Routing;
import dev.penstock.pipeline.Planner.Wish;
import dev.penstock.pipeline.Snapshot.Seat;

/**
 * A compat call for one provider and one model, up to its body: that is copied when it is known to be sent, because a
 * route may name twenty models for a body of many megabytes.
 *
 * @param wish with the body as its client wrote it
 * @param model as the provider names it
 */
record CompatDraft(
        CallScope scope,
        Address address,
        int index,
        Seat seat,
        Wish wish,
        CompatBody body,
        String model,
        CallOptions options,
        KeyChoice key) {

    /** The request, ready to be sent. */
    Step step() {
        Wish named = new Wish(
                wish.method(),
                wish.rest(),
                wish.query(),
                wish.headers(),
                body.with(model),
                wish.admitted(),
                wish.compat());
        return Planner.step(scope, address, index, seat, named, options, key.below(named.rest()));
    }

    /** Whether its provider has one address, and one key serves it: then nothing else would do as well. */
    boolean isAlone() {
        return seat.addresses().size() <= 1 && Aims.routing(scope).keys() == Routing.Keys.DEFAULT;
    }

    Candidate candidate() {
        return new Candidate(
                this::step, key, seat, Planner.route(address, seat, wish).origin(), 1);
    }

    @Override
    public String toString() {
        return "CompatDraft[" + seat.provider().slug() + "]";
    }
}
