package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Near;
import dev.penstock.cache.StoredPrint;
import dev.penstock.cache.StoredReply;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers on disk, with those on their way there. Any thread's; nothing here waits for the disk. */
final class DiskTier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
    private static final Duration NEAR_WITHIN = Duration.ofSeconds(1);

    private final ReplyLimits limits;
    private final DiskRoom room;
    private final MemoryTier memory;
    private final RecentPurges purges;
    private final InstantSource clock;
    private final Tally tally;
    private final Presence presence = new Presence();
    private final WaitingReplies waiting;
    private final DiskWriter writer;
    private final DiskReaders readers;

    private DiskTier(
            Path path,
            ReplyLimits limits,
            MemoryTier memory,
            RecentPurges purges,
            Tally tally,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.limits = limits;
        this.room = DiskRoom.of(limits.diskBytes());
        this.memory = memory;
        this.purges = purges;
        this.clock = clock;
        this.tally = tally;
        this.waiting = new WaitingReplies(limits.waitingBytes());
        this.writer = new DiskWriter(path, room, waiting, presence, purges, tally, clock, nanoTime);
        this.readers = new DiskReaders(path, writer, tally, nanoTime);
    }

    /** Never fails: what is damaged is made anew, and what the disk refuses is not kept there. */
    static DiskTier open(
            Path folder,
            ReplyLimits limits,
            MemoryTier memory,
            RecentPurges purges,
            Tally tally,
            InstantSource clock,
            LongSupplier nanoTime) {
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            LOG.error(
                    "Cannot make {} ({}); answers are kept in memory only",
                    folder,
                    refused.getClass().getSimpleName());
        }
        DiskTier tier = new DiskTier(folder.resolve("replies.db"), limits, memory, purges, tally, clock, nanoTime);
        tier.writer.start();
        tier.readers.start();
        return tier;
    }

    Future<Optional<StoredReply>> find(CacheKey key) {
        Waiting found = waiting.find(key);
        if (found != null) {
            return Future.succeededFuture(
                    Optional.ofNullable(found.reply).filter(reply -> reply.keptUntil() > clock.millis()));
        }
        if (writer.isRecalled() && !presence.mayHold(key.a())) {
            return Future.succeededFuture(Optional.empty());
        }
        RecentPurges.Known known = purges.now();
        return readers.ask(
                file -> Optional.ofNullable(file.find(key)).flatMap(read -> checked(key, read, known)),
                Optional.empty(),
                limits.readWithin());
    }

    void keep(StoredReply reply) {
        Waiting next = Waiting.of(reply);
        if (next.bytes <= room.largestReply() && waiting.offer(next)) {
            writer.wake();
            return;
        }
        tally.dropped.increment();
        forget(reply.key());
    }

    /** Takes an answer back that was just given to be kept. */
    void unkeep(StoredReply reply) {
        waiting.forget(reply);
    }

    void used(CacheKey key) {
        writer.used(key.a());
    }

    Stream<StoredReply> waiting() {
        long now = clock.millis();
        return waiting.all().stream()
                .flatMap(one -> Stream.ofNullable(one.reply))
                .filter(reply -> reply.keptUntil() > now);
    }

    /** Takes out what waits and is named; those taken out. */
    Stream<CacheKey> forgetWaiting(Predicate<StoredReply> named) {
        long now = clock.millis();
        return waiting.all().stream()
                .flatMap(one -> Stream.ofNullable(one.reply))
                .filter(named)
                .peek(waiting::forget)
                .filter(reply -> reply.keptUntil() > now)
                .map(StoredReply::key);
    }

    void purge(PurgeJob job) {
        writer.purge(job);
    }

    Future<List<StoredPrint>> near(Near where, int most) {
        return readers.ask(file -> file.near(where, most, clock.millis()), List.of(), NEAR_WITHIN);
    }

    /** Whether nothing waits to be written. */
    boolean isSettled() {
        return waiting.all().isEmpty();
    }

    @Override
    public void close() {
        readers.close();
        writer.close(limits);
    }

    private Optional<StoredReply> checked(CacheKey key, ReplyReading.Found read, RecentPurges.Known known) {
        Optional<StoredReply> decoded = ReplyCodec.decode(read.encoded());
        if (decoded.isEmpty()) {
            tally.failures.increment();
            forget(key);
            return decoded;
        }
        StoredReply reply = decoded.get();
        long now = clock.millis();
        if (!reply.key().equals(key) || reply.keptUntil() <= now || known.isForgetting(reply)) {
            return Optional.empty();
        }
        memory.takeUp(reply);
        if (purges.now().count() != known.count()) {
            // A purge that began meanwhile may have gone through memory before.
            memory.forget(reply);
        }
        if (now - read.used() >= ReplyFile.USE_UNIT) {
            used(key);
        }
        return decoded;
    }

    /** Has the disk forget what it may hold of a key. */
    private void forget(CacheKey key) {
        boolean mayHold = !writer.isRecalled() || presence.mayHold(key.a()) || waiting.find(key) != null;
        if (mayHold && waiting.offer(Waiting.forgetting(key))) {
            writer.wake();
        }
    }
}
