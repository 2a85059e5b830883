package dev.penstock.meter.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Usage;
import dev.penstock.dialect.AnswerReader;
import dev.penstock.dialect.AnswerReaders;
import dev.penstock.meter.PriceBook;
import dev.penstock.stream.EventCutter;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Cutter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every shape of the table, read whole and as a stream cut in many ways: the same usage, and the cost worked out by hand. */
class GoldenUsageTest {
    private static final int BOUND = 1_000;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Table TABLE = Table.read();
    private static final PriceBook BUNDLED = PriceBook.bundled();
    private static final PriceBook OWN = TABLE.testBook();

    @Test
    void the_table_has_300_shapes_of_six_providers() {
        assertThat(TABLE.shapes()).hasSizeGreaterThanOrEqualTo(300);
        Map<String, Long> both = TABLE.shapes().stream()
                .filter(shape -> shape.hasBody() && shape.hasStream())
                .collect(Collectors.groupingBy(Shape::provider, Collectors.counting()));
        assertThat(both.values().stream().filter(count -> count >= 10)).hasSizeGreaterThanOrEqualTo(6);
        assertThat(TABLE.shapes().stream().filter(shape -> shape.book().equals("bundled")))
                .hasSizeGreaterThanOrEqualTo(40);
        assertThat(TABLE.shapes().stream().map(Shape::toString)).doesNotHaveDuplicates();
    }

    @Test
    void the_sums_of_the_table_are_right() {
        for (Shape shape : TABLE.shapes()) {
            if (shape.cost().isPresent()) {
                assertThat(Arithmetic.nano(shape.sum())).as(shape.toString()).isEqualTo(Long.parseLong(shape.nano()));
            } else {
                assertThat(shape.sum()).as(shape.toString()).isEqualTo("unknown");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> is_read_and_priced_as_the_table_says() {
        return TABLE.shapes().stream().map(shape -> DynamicTest.dynamicTest(shape.toString(), () -> check(shape)));
    }

    private static void check(Shape shape) {
        if (shape.hasBody()) {
            AnswerReader reader = reader(shape);
            reader.body(Bytes.of(shape.wire().body(shape)));
            check(shape, reader, "the body");
        }
        if (shape.hasStream()) {
            byte[] stream = Bytes.join(shape.wire().events(shape).toArray(byte[][]::new));
            for (Cutter cutter : cutters()) {
                check(shape, streamed(shape, stream, cutter), "the stream by " + cutter);
            }
        }
    }

    private static void check(Shape shape, AnswerReader reader, String what) {
        Usage usage = reader.usage();
        assertThat(usage).as(what).isEqualTo(shape.usage());
        assertThat(cost(shape, reader)).as(what).isEqualTo(shape.cost());
        assertThat(reader.mayEnd()).as(what).isTrue();
    }

    /** By the model that answered, else by the one that was asked for. */
    private static Optional<NanoUsd> cost(Shape shape, AnswerReader reader) {
        PriceBook book = shape.book().equals("bundled") ? BUNDLED : OWN;
        return reader.model()
                .flatMap(model -> cost(shape, reader, book, model))
                .or(() -> cost(shape, reader, book, shape.asked()));
    }

    private static Optional<NanoUsd> cost(Shape shape, AnswerReader reader, PriceBook book, String model) {
        return book.cost(shape.provider(), model, reader.usage(), reader.serviceTier(), NOON);
    }

    private static AnswerReader streamed(Shape shape, byte[] stream, Cutter cutter) {
        AnswerReader reader = reader(shape);
        EventCutter events =
                EventCutter.of(shape.wire().framing(), EventCutter.MAX_EVENT).orElseThrow();
        for (byte[] piece : cutter.cut(stream)) {
            events.feed(piece, 0, piece.length, reader::event);
        }
        events.finish(reader::event);
        return reader;
    }

    private static List<Cutter> cutters() {
        List<Cutter> cutters = new ArrayList<>(List.of(Cutter.sizes(), Cutter.eachByte(), Cutter.sizes(1, 7, 40, 200)));
        for (int seed = 1; seed <= 4; seed++) {
            cutters.add(Cutter.seeded(seed, 16 << seed));
        }
        return cutters;
    }

    private static AnswerReader reader(Shape shape) {
        return AnswerReaders.of(shape.wire().dialect(), shape.wire().rules(shape.provider()), BOUND);
    }
}
