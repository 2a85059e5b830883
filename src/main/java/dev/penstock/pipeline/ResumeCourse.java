package dev.penstock.pipeline;

import dev.penstock.call.Framing;
import dev.penstock.stream.Cut;
import dev.penstock.stream.Hub;
import dev.penstock.stream.Numbered;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a call's answer can be taken up again by a client that loses it. Owned by one call. */
final class ResumeCourse {
    private final CallScope scope;
    private Runs.@Nullable Run run;
    private @Nullable Numbered numbered;

    ResumeCourse(CallScope scope) {
        this.scope = scope;
    }

    /** Lets its client take the answer up again, if it asked for that and the answer is such a stream. */
    void offer(Hub hub, Framing framing, int answered) {
        CallOptions options = scope.options;
        boolean asks = options != null && options.resume().orElse(false) && run == null;
        if (asks && answered >= 200 && answered < 300 && Numbered.numbers(framing)) {
            Resuming.keep(scope, hub).ifPresent(kept -> numbering(kept, 0));
        }
    }

    /** From now on events are numbered as they leave, without those its client has had. */
    void numbering(Runs.Run kept, long had) {
        run = kept;
        numbered = new Numbered(scope.snapshot.bounds().event(), had);
        scope.release(kept::used);
    }

    /** The bytes as they leave for its client. */
    Cut numbered(byte[] bytes, int from, int length) {
        return numbered == null
                ? new Cut(bytes, from, length, Optional.empty())
                : numbered.passing(bytes, from, length);
    }

    /** What still leaves for its client where the last event had no ending. */
    Cut rest() {
        return numbered == null ? Cut.NOTHING : numbered.rest();
    }

    /** The name under which the stream can be taken up again. */
    Optional<String> runId() {
        return Optional.ofNullable(run).map(kept -> kept.id);
    }

    /** The time in which it may come back begins. */
    void clientLeft() {
        if (run != null) {
            run.used();
        }
    }
}
