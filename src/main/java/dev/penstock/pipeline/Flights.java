package dev.penstock.pipeline;

import dev.penstock.cache.CacheKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The upstream calls under way that identical ones may join, over all event loops. Bounded by the calls there are. */
public final class Flights {
    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();

    /** The flight of a key, with a seat taken in it; or the fresh one, which is its key's from now on. */
    Flight joinOrLead(CacheKey key, Supplier<Flight> fresh) {
        return flights.compute(key, (k, known) -> known != null && known.hub.join() ? known : fresh.get());
    }

    void over(Flight flight) {
        if (flight.key != null) {
            flights.remove(flight.key, flight);
        }
    }

    /** How many are under way. */
    public int size() {
        return flights.size();
    }
}
