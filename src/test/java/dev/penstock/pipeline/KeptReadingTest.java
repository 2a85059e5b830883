package dev.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.StoredReply;
import dev.penstock.call.ByteBudget;
import dev.penstock.call.Framing;
import dev.penstock.call.Scope;
import dev.penstock.stream.Hub;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A kept answer is paced as it came, and takes room once, however many read it. */
class KeptReadingTest {
    private static StoredReply reply(byte[] body, byte[] pace, long storedAt) {
        return new StoredReply(
                new CacheKey(1, 2, 3, 4),
                new Scope("default", "shop"),
                "openai",
                "gpt-4o",
                "chat/completions",
                null,
                null,
                "text/event-stream",
                Framing.SSE,
                body,
                pace,
                new byte[0],
                "c",
                0,
                storedAt,
                10,
                10,
                0L,
                0,
                0,
                0);
    }

    private static List<Hub.Piece> random(Random random, byte[] body, int count) {
        List<Hub.Piece> pieces = new ArrayList<>();
        int from = 0;
        long after = 0;
        for (int i = 0; i < count && from < body.length; i++) {
            int length = i == count - 1 ? body.length - from : 1 + random.nextInt(Math.min(900, body.length - from));
            after += TimeUnit.MILLISECONDS.toNanos(random.nextInt(3) == 0 ? random.nextInt(100_000) : 0);
            pieces.add(new Hub.Piece(body, from, length, after, false));
            from += length;
        }
        return pieces;
    }

    @Test
    void pieces_come_as_they_came() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] body = new byte[100_000];
            List<Hub.Piece> pieces = random(random, body, 1 + random.nextInt(100));
            List<Hub.Piece> again = Pace.pieces(reply(body, Pace.of(pieces), 1), true);
            assertThat(again).hasSameSizeAs(pieces);
            for (int i = 0; i < pieces.size(); i++) {
                assertThat(again.get(i).from()).isEqualTo(pieces.get(i).from());
                assertThat(again.get(i).length()).isEqualTo(pieces.get(i).length());
                assertThat(again.get(i).after()).isEqualTo(pieces.get(i).after());
                assertThat(again.get(i).isLast()).isEqualTo(i == pieces.size() - 1);
            }
        }
    }

    @Test
    void all_is_given_whatever_the_pace_says() {
        byte[] body = new byte[5_000];
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] pace = new byte[random.nextInt(30)];
            random.nextBytes(pace);
            List<Hub.Piece> pieces = Pace.pieces(reply(body, pace, 1), true);
            assertThat(pieces.stream().mapToInt(Hub.Piece::length).sum()).isEqualTo(body.length);
            assertThat(pieces.stream().filter(Hub.Piece::isLast)).hasSize(1);
            assertThat(pieces.getLast().isLast()).isTrue();
        }
        assertThat(Pace.pieces(reply(body, new byte[] {5, 5}, 1), false)).hasSize(1);
        assertThat(Pace.pieces(reply(new byte[0], new byte[0], 1), true)).isEmpty();
    }

    @Test
    void one_that_many_read_takes_room_once() {
        ByteBudget budget = new ByteBudget(1_500);
        ReplyUses uses = new ReplyUses(budget);
        StoredReply one = reply(new byte[1_000], new byte[0], 1);
        StoredReply renewed = reply(new byte[600], new byte[0], 2);
        assertThat(uses.begin(one)).isTrue();
        assertThat(uses.begin(one)).isTrue();
        assertThat(budget.held()).isEqualTo(1_000);
        assertThat(uses.begin(renewed)).isFalse();
        uses.end(one);
        assertThat(budget.held()).isEqualTo(1_000);
        uses.end(one);
        uses.end(one);
        assertThat(budget.held()).isZero();
        assertThat(uses.begin(renewed)).isTrue();
        assertThat(uses.size()).isEqualTo(1);
    }

    @Test
    void many_at_once_leave_nothing_behind() {
        ByteBudget budget = new ByteBudget(10_000);
        ReplyUses uses = new ReplyUses(budget);
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int reader = 0; reader < 8; reader++) {
            int seed = reader;
            readers.add(CompletableFuture.runAsync(() -> {
                Random random = new Random(seed);
                for (int i = 0; i < 5_000; i++) {
                    StoredReply reply = reply(new byte[1_000], new byte[0], random.nextInt(3));
                    if (uses.begin(reply)) {
                        uses.end(reply);
                    }
                }
            }));
        }
        readers.forEach(CompletableFuture::join);
        assertThat(budget.held()).isZero();
        assertThat(uses.size()).isZero();
    }
}
