package dev.penstock.store.replies;

import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;

/** In memory only. */
class MemoryRepliesTest extends ReplyStoreContract {
    @Override
    Opened open(Path folder, SteppedClock clock) {
        return Opened.of(folder, PLENTY, 0, clock);
    }
}
