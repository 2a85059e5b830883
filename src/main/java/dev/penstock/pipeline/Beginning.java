package dev.penstock.pipeline;

import dev.penstock.call.Failure;

/** What the beginning of an answer was found to be. */
sealed interface Beginning {
    /** An answer, or nothing known against it. */
    record Fine() implements Beginning {}

    /** The upstream says itself that it failed. */
    record Told(Failure failure) implements Beginning {}

    /** It came to nothing before there was anything in it. */
    record Died(Failure failure) implements Beginning {}
}
