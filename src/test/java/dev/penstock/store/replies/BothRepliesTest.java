package dev.penstock.store.replies;

import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;

/** In memory over disk. */
class BothRepliesTest extends ReplyStoreContract {
    @Override
    Opened open(Path folder, SteppedClock clock) {
        return Opened.of(folder, PLENTY, PLENTY, clock);
    }
}
