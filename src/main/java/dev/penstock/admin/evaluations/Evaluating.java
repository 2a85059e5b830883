package dev.penstock.admin.evaluations;

import dev.penstock.call.Scope;
import dev.penstock.control.Actor;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes evaluations, one at a time, on a thread of its own. What is to be done stands in the kept state alone: after a
 * restart, what was not finished is begun again.
 */
public final class Evaluating implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluating.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final ControlDesk desk;
    private final EvaluationSource source;
    private final InstantSource clock;
    private final Semaphore work = new Semaphore(0);
    private final AtomicReference<@Nullable Progress> progress = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /** What is being computed and how many entries were found so far. */
    record Progress(Key key, long found) {}

    private Evaluating(ControlDesk desk, EvaluationSource source, InstantSource clock) {
        this.desk = desk;
        this.source = source;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("evaluations").unstarted(this::run);
    }

    /** Begins with what was left over. */
    public static Evaluating start(ControlDesk desk, EvaluationSource source, InstantSource clock) {
        Evaluating evaluating = new Evaluating(desk, source, clock);
        evaluating.work.release();
        evaluating.thread.start();
        return evaluating;
    }

    /** Says that there is something new to do. */
    void wake() {
        work.release();
    }

    Optional<Progress> progress() {
        return Optional.ofNullable(progress.get());
    }

    /** Stops between two entries; what was being computed is begun again by the next process. */
    @Override
    public void close() {
        closed = true;
        work.release();
        try {
            if (!thread.join(LONGEST_STOP)) {
                LOG.warn("An evaluation did not stop within {}", LONGEST_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            work.acquireUninterruptibly();
            work.drainPermits();
            Optional<KeptEvaluation> next = closed ? Optional.empty() : next();
            while (next.isPresent()) {
                if (!finished(next.get())) {
                    // The store takes nothing now: the next evaluation that is made, or the next start, tries again.
                    break;
                }
                next = closed ? Optional.empty() : next();
            }
        }
    }

    private Optional<KeptEvaluation> next() {
        return desk.state().of(Kind.EVALUATION).stream()
                .map(KeptEvaluation::new)
                .filter(evaluation -> !evaluation.isProcessed())
                .min(Comparator.<KeptEvaluation>comparingLong(
                                evaluation -> evaluation.document().createdAt())
                        .thenComparing(evaluation -> evaluation.document().key()));
    }

    private boolean finished(KeptEvaluation evaluation) {
        Key key = evaluation.document().key();
        try {
            Document result = computed(evaluation);
            if (!closed) {
                keep(key, result);
            }
            return true;
        } catch (IOException | RuntimeException failure) {
            LOG.error("The evaluation {} could not be kept: {}", key.id(), failure.toString());
            return false;
        } finally {
            progress.set(null);
        }
    }

    private Document computed(KeptEvaluation evaluation) {
        Key key = evaluation.document().key();
        Tally tally = new Tally(evaluation.filters());
        BooleanSupplier goesOn = () -> !closed && desk.state().find(key).isPresent();
        try {
            source.read(new Scope(key.account(), key.gateway()), Long.MIN_VALUE, clock.millis(), entry -> {
                tally.add(entry);
                progress.set(new Progress(key, tally.total()));
                return goesOn.getAsBoolean();
            });
        } catch (IOException failure) {
            LOG.error("The evaluation {} failed: {}", key.id(), failure.getMessage());
            return evaluation.failed("The log could not be read; make the evaluation anew", clock.millis());
        }
        return evaluation.done(tally, clock.millis());
    }

    /** Deleted meanwhile, it stays deleted. */
    private void keep(Key key, Document result) throws IOException {
        desk.change(
                Actor.GATEWAY,
                state -> new Change<>(
                        key.account(),
                        "evaluation computed",
                        "gateways/" + key.gateway() + "/evaluations/" + key.id(),
                        state.find(key).isPresent() ? List.of(new Edit.Put(result)) : List.of(),
                        true));
    }
}
