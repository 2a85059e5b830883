package dev.penstock.health;

/** Whose turn it is among some with weights: in a round of as many turns as the weights come to, each has its own. */
final class Turn {
    private Turn() {}

    /** The index whose turn the so many-th one is; turns of one are spread over the round. */
    static int of(int turn, int[] weights) {
        long divisor = divisor(weights);
        long round = 0;
        for (int weight : weights) {
            round += Math.max(0, weight) / divisor;
        }
        if (round == 0) {
            return Math.floorMod(turn, weights.length);
        }
        long place = Math.floorMod(turn, round) * stride(round, weights.length) % round;
        for (int i = 0; i < weights.length; i++) {
            place -= Math.max(0, weights[i]) / divisor;
            if (place < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    private static long divisor(int[] weights) {
        long divisor = 0;
        for (int weight : weights) {
            divisor = common(divisor, Math.max(0, weight));
        }
        return Math.max(1, divisor);
    }

    /** The greatest common divisor, by Euclid. */
    private static long common(long one, long other) {
        long divisor = one;
        long rest = other;
        while (rest != 0) {
            long next = divisor % rest;
            divisor = rest;
            rest = next;
        }
        return divisor;
    }

    /**
     * One by one where all weigh the same. Otherwise by the golden section, which scatters a sequence most evenly; it has
     * no divisor in common with the round, so that each place comes once.
     */
    private static long stride(long round, int count) {
        if (round == count) {
            return 1;
        }
        long stride = Math.max(1, Math.round(round * 0.6180339887498949));
        while (common(stride, round) != 1) {
            stride++;
        }
        return stride;
    }
}
