package dev.penstock.regex;

import dev.penstock.regex.PatternNode.Where;
import java.util.ArrayList;
import java.util.List;

/** A pattern as states: each takes a character, or leads on to others without one. Unchanging once it is made. */
final class PatternProgram {
    /** The most states and comparisons of one pattern. */
    static final int LARGEST = 4_000;

    private final List<Step> steps = new ArrayList<>();
    private int weight;
    private int emitted;

    private sealed interface Step {}

    private record Take(PatternNode.One one) implements Step {}

    private record Check(Where where) implements Step {}

    private record Fork(int first, int second) implements Step {}

    private record Found() implements Step {}

    private PatternProgram() {}

    static PatternProgram of(PatternNode node) {
        PatternProgram program = new PatternProgram();
        program.emit(node);
        program.add(new Found());
        return program;
    }

    int weight() {
        return weight;
    }

    boolean isFoundIn(int[] text) {
        States now = new States(steps.size());
        States next = new States(steps.size());
        for (int at = 0; at <= text.length; at++) {
            // A match may begin at any character.
            if (follow(0, text, at, now)) {
                return true;
            }
            if (at < text.length && advance(text, at, now, next)) {
                return true;
            }
            States swap = now;
            now = next;
            next = swap;
            next.clear();
        }
        return false;
    }

    private boolean advance(int[] text, int at, States now, States next) {
        for (int i = 0; i < now.size; i++) {
            int state = now.dense[i];
            if (steps.get(state) instanceof Take take
                    && take.one.set().test(text[at])
                    && follow(state + 1, text, at + 1, next)) {
                return true;
            }
        }
        return false;
    }

    /** Enters a state and all that follow from it without a character; true where the end is one of them. */
    private boolean follow(int from, int[] text, int at, States into) {
        into.waiting[0] = from;
        int depth = 1;
        while (depth > 0) {
            int state = into.waiting[--depth];
            if (!into.enter(state)) {
                continue;
            }
            switch (steps.get(state)) {
                case Found ignored -> {
                    return true;
                }
                case Fork fork -> {
                    into.waiting[depth++] = fork.second;
                    into.waiting[depth++] = fork.first;
                }
                case Check check -> {
                    if (holds(check.where, text, at)) {
                        into.waiting[depth++] = state + 1;
                    }
                }
                case Take ignored -> {}
            }
        }
        return false;
    }

    private static boolean holds(Where where, int[] text, int at) {
        return switch (where) {
            case TEXT_START -> at == 0;
            case TEXT_END -> at == text.length;
            case LINE_START -> at == 0 || text[at - 1] == '\n';
            case LINE_END -> at == text.length || text[at] == '\n';
            case WORD_EDGE -> isWord(text, at - 1) != isWord(text, at);
            case NO_WORD_EDGE -> isWord(text, at - 1) == isWord(text, at);
        };
    }

    private static boolean isWord(int[] text, int at) {
        return at >= 0 && at < text.length && CharacterSets.WORD.test(text[at]);
    }

    private void emit(PatternNode node) {
        // What is empty adds no state, however often it is repeated, and must come to an end too.
        if (++emitted > 10 * LARGEST) {
            throw tooLarge();
        }
        switch (node) {
            case PatternNode.One one -> {
                weight += one.weight();
                add(new Take(one));
            }
            case PatternNode.Place place -> add(new Check(place.where()));
            case PatternNode.Sequence sequence -> sequence.parts().forEach(this::emit);
            case PatternNode.Choice choice -> emit(choice.parts());
            case PatternNode.Repeat repeat -> emit(repeat);
        }
    }

    private void emit(List<PatternNode> choices) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < choices.size() - 1; i++) {
            int fork = add(new Fork(0, 0));
            emit(choices.get(i));
            ends.add(add(new Fork(0, 0)));
            steps.set(fork, new Fork(fork + 1, steps.size()));
        }
        emit(choices.getLast());
        ends.forEach(end -> steps.set(end, new Fork(steps.size(), steps.size())));
    }

    private void emit(PatternNode.Repeat repeat) {
        for (int i = 0; i < repeat.least(); i++) {
            emit(repeat.part());
        }
        if (repeat.most() < 0) {
            int fork = add(new Fork(0, 0));
            emit(repeat.part());
            add(new Fork(fork, fork));
            steps.set(fork, new Fork(fork + 1, steps.size()));
            return;
        }
        List<Integer> forks = new ArrayList<>();
        for (int i = repeat.least(); i < repeat.most(); i++) {
            forks.add(add(new Fork(0, 0)));
            emit(repeat.part());
        }
        forks.forEach(fork -> steps.set(fork, new Fork(fork + 1, steps.size())));
    }

    private int add(Step step) {
        weight++;
        if (weight > LARGEST) {
            throw tooLarge();
        }
        steps.add(step);
        return steps.size() - 1;
    }

    private static PatternMalformed tooLarge() {
        return new PatternMalformed("The pattern is too large once its repetitions are written out", 0);
    }

    /** The states entered at one character, each once. */
    private static final class States {
        private final int[] dense;
        private final int[] sparse;
        private final int[] waiting;
        private int size;

        States(int count) {
            dense = new int[count];
            sparse = new int[count];
            waiting = new int[2 * count + 2];
        }

        boolean enter(int state) {
            int place = sparse[state];
            if (place < size && dense[place] == state) {
                return false;
            }
            sparse[state] = size;
            dense[size++] = state;
            return true;
        }

        void clear() {
            size = 0;
        }
    }
}
