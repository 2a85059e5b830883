package dev.penstock.app;

import dev.penstock.config.ConfigSource;
import dev.penstock.config.Exposure;
import dev.penstock.config.FileContent;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the settings again when the file changes or someone asks. The file's bytes are compared, not its times, so
 * that an editor may replace the file and a coarse clock hides nothing; a change counts once it stood still for one
 * interval. Good settings take the place of the running ones; bad ones are reported and change nothing.
 */
final class Reload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final ConfigSource source;
    private final InstantSource clock;
    private final Duration interval;
    private final Consumer<Settings> taker;

    /** One permit for each call that asks; drained by the watching thread. */
    private final Semaphore asked = new Semaphore(0);

    /** Owned by the watching thread after start. */
    private Settings running;

    /** A file that was read and is gone must not mean the defaults. */
    private boolean hadFile;

    private FileContent applied;
    private FileContent seen;
    private volatile boolean closed;

    Reload(LaunchPlan plan, InstantSource clock, Duration interval, Consumer<Settings> taker) {
        this.source = plan.source();
        this.running = plan.settings();
        this.applied = plan.content();
        this.seen = plan.content();
        this.hadFile = !(plan.content() instanceof FileContent.Absent);
        this.clock = clock;
        this.interval = interval;
        this.taker = taker;
    }

    /** Watches until closed. */
    Thread start() {
        return Thread.ofVirtual().name("reload").start(this::watch);
    }

    /** Reads again soon, changed or not: what SIGHUP means. */
    void ask() {
        asked.release();
    }

    @Override
    public void close() {
        closed = true;
        asked.release();
    }

    private void watch() {
        while (!closed) {
            try {
                boolean isAsked = asked.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
                asked.drainPermits();
                if (!closed) {
                    look(isAsked);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Reading the settings again failed; the running settings stay", e);
            }
        }
    }

    /** One look at the file. */
    void look(boolean isAsked) {
        FileContent now = source.content();
        boolean changed = !now.equals(applied);
        boolean still = now.equals(seen);
        seen = now;
        if (isAsked || (changed && still)) {
            apply(now);
        }
    }

    private void apply(FileContent now) {
        applied = now;
        if (now instanceof FileContent.Absent && hadFile) {
            report(List.of(source.file() + " is gone"));
            return;
        }
        switch (source.read(now)) {
            case Reading.Bad bad -> report(bad.problems());
            case Reading.Good good -> take(good);
        }
    }

    private void take(Reading.Good good) {
        Settings next = good.settings().following(running);
        List<String> exposed = Servable.problems(next);
        if (!exposed.isEmpty()) {
            report(exposed);
            return;
        }
        for (String key : good.settings().needingRestart(running)) {
            LOG.warn("'{}' has changed, but cannot while running; restart to let it act", key);
        }
        good.warnings().forEach(LOG::warn);
        Exposure.warnings(next, clock.instant()).forEach(LOG::warn);
        taker.accept(next);
        running = next;
        hadFile = hadFile || !(applied instanceof FileContent.Absent);
        LOG.info("Settings read again");
    }

    private static void report(List<String> problems) {
        for (String problem : problems) {
            LOG.error("Settings not taken, the running ones stay: {}", problem);
        }
    }
}
