package dev.penstock.vault;

import dev.penstock.testkit.MemoryThings;

final class MemoryThingsTest extends SealedThingsContract {
    private final MemoryThings things = new MemoryThings();

    @Override
    protected SealedThings things() {
        return things;
    }

    @Override
    protected void keep(String name, Sealed sealed) {
        things.put(name, sealed);
    }
}
