package dev.penstock.record;

/** What calls are told apart by. */
public sealed interface RollupDimension {
    /** The name that stands for all values beyond those a day keeps apart. */
    String OTHER = "__other__";

    /** A fact every call has. */
    enum Fact implements RollupDimension {
        ACCOUNT,
        GATEWAY,
        PROVIDER,
        MODEL,
        STATUS
    }

    /** The value of one metadata key; calls without the key are not among the answer. */
    record Metadata(String key) implements RollupDimension {}
}
