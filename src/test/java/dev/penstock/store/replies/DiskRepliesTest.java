package dev.penstock.store.replies;

import dev.penstock.testkit.SteppedClock;
import java.nio.file.Path;

/** On disk only. */
class DiskRepliesTest extends ReplyStoreContract {
    @Override
    Opened open(Path folder, SteppedClock clock) {
        return Opened.of(folder, 0, PLENTY, clock);
    }
}
