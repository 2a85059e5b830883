package dev.penstock.store.sqlite;

/** The calls of one account and one span of time that are summed together. */
sealed interface Slice {
    String gateway();

    /** Calls by what every call has. */
    record OfCalls(String gateway, String provider, String model, int status) implements Slice {}

    /** Calls by one entry of their metadata. */
    record OfMetadata(String gateway, String key, String value) implements Slice {}

    /** The two ways in which every call is summed, each with a number it is stored under. */
    enum Cube {
        CALLS(0),
        METADATA(1);

        private final int number;

        Cube(int number) {
            this.number = number;
        }

        static Cube of(int number) {
            return switch (number) {
                case 0 -> CALLS;
                case 1 -> METADATA;
                default -> throw new IllegalArgumentException("A cube of number " + number);
            };
        }

        int number() {
            return number;
        }
    }

    default Cube cube() {
        return switch (this) {
            case OfCalls calls -> Cube.CALLS;
            case OfMetadata metadata -> Cube.METADATA;
        };
    }
}
