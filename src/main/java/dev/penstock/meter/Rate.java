package dev.penstock.meter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One price in nano-USD per million units, and what it becomes for long prompts.
 *
 * @param steps in rising order; the last one whose border the whole prompt exceeds is the price of every unit
 */
record Rate(long base, List<Step> steps) {
    static final Rate FREE = flat(0);

    Rate {
        List<Step> sorted = new ArrayList<>(steps);
        sorted.sort(Comparator.comparingLong(Step::above));
        steps = List.copyOf(sorted);
    }

    static Rate flat(long price) {
        return new Rate(price, List.of());
    }

    long forPrompt(long inputTokens) {
        long price = base;
        for (Step step : steps) {
            price = inputTokens > step.above ? step.price : price;
        }
        return price;
    }

    /** The dearest price of any prompt that is no longer. Longer prompts have been cheaper at some. */
    long dearestUpTo(long inputTokens) {
        long dearest = base;
        for (Step step : steps) {
            dearest = inputTokens > step.above ? Math.max(dearest, step.price) : dearest;
        }
        return dearest;
    }

    /** The price once the prompt is longer than so many tokens. */
    record Step(long above, long price) {}
}
