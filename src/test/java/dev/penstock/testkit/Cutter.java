package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Where bytes are cut into pieces. */
public sealed interface Cutter {
    /** Pieces of these sizes, one after another; what is left is the last piece. */
    record Sizes(List<Integer> sizes) implements Cutter {
        public Sizes {
            sizes = List.copyOf(sizes);
        }
    }

    record EachByte() implements Cutter {}

    /** Pieces of 1 to most bytes, the same for the same seed. */
    record Seeded(long seed, int most) implements Cutter {}

    static Cutter sizes(int... sizes) {
        return new Sizes(Arrays.stream(sizes).boxed().toList());
    }

    static Cutter eachByte() {
        return new EachByte();
    }

    static Cutter seeded(long seed, int most) {
        return new Seeded(seed, most);
    }

    default List<byte[]> cut(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        Random random = new Random(this instanceof Seeded(long seed, int most) ? seed + most : 0);
        int start = 0;
        while (start < bytes.length) {
            int size = Math.clamp(size(pieces.size(), random), 1, bytes.length - start);
            pieces.add(Arrays.copyOfRange(bytes, start, start + size));
            start += size;
        }
        return pieces;
    }

    private int size(int piece, Random random) {
        return switch (this) {
            case Sizes(List<Integer> sizes) -> piece < sizes.size() ? sizes.get(piece) : Integer.MAX_VALUE;
            case EachByte() -> 1;
            case Seeded(long seed, int most) -> 1 + random.nextInt(most);
        };
    }
}
