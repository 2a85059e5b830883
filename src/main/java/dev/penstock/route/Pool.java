package dev.penstock.route;

import dev.penstock.call.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who may answer at one element of a route.
 *
 * @param strategy which of the members is asked first
 * @param members one, where the element names one model
 * @param timeout until the answer begins; zero means no limit of its own
 * @param retries beyond the first attempt
 * @param affinity the same for all calls that belong together; empty where nothing says so
 */
public record Pool(
        Routing.Strategy strategy,
        List<Member> members,
        Duration timeout,
        int retries,
        OptionalLong affinity,
        Optional<Hedging> hedging) {
    public Pool {
        members = List.copyOf(members);
    }

    Pool with(OptionalLong newAffinity) {
        return new Pool(strategy, members, timeout, retries, newAffinity, hedging);
    }
}
