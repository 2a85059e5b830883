package dev.penstock.record;

import java.util.Optional;

/**
 * What people say of a logged call. For each: empty leaves it, an empty inside removes it, a value sets it.
 *
 * @param feedback -1 or 1
 * @param metadata a JSON object
 */
public record Annotation(
        Optional<Optional<Integer>> feedback, Optional<Optional<Double>> score, Optional<Optional<String>> metadata) {
    public static final Annotation NONE = new Annotation(Optional.empty(), Optional.empty(), Optional.empty());

    public Annotation {
        if (feedback.flatMap(given -> given)
                .filter(given -> given != -1 && given != 1)
                .isPresent()) {
            throw new IllegalArgumentException("Feedback is -1 or 1, or nothing");
        }
    }

    public Annotation feedback(Optional<Integer> given) {
        return new Annotation(Optional.of(given), score, metadata);
    }

    public Annotation score(Optional<Double> given) {
        return new Annotation(feedback, Optional.of(given), metadata);
    }

    public Annotation metadata(Optional<String> given) {
        return new Annotation(feedback, score, Optional.of(given));
    }
}
