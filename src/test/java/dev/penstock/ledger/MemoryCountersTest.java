package dev.penstock.ledger;

/** The counters in memory keep the contract. */
class MemoryCountersTest extends CountersContract {
    @Override
    Counters counters() {
        return new MemoryCounters(10_000);
    }
}
