package dev.penstock.app.routing;

import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How and where a stream is killed.
 *
 * @param frame how many frames came whole
 * @param offset how many bytes of the next one came
 */
record Kill(Voice voice, int frame, int offset, How how, boolean twoTargets) {
    /** By what. */
    enum How {
        /** The connection is reset. */
        RST,
        /** The connection ends in order, inside the body. */
        FIN,
        /** The body ends as a whole one does: only the dialect says that it is not. */
        SHORT;

        /** One after the other. */
        static How of(int number) {
            return switch (number % 3) {
                case 0 -> RST;
                case 1 -> FIN;
                default -> SHORT;
            };
        }
    }

    /** At the border behind so many frames, or somewhere inside the next. */
    static Kill at(Voice voice, int frame, boolean inside, How how, boolean twoTargets, RandomGenerator random) {
        int length = voice.frames("first").get(frame).length;
        // Not behind the last line break: what is cut is no whole frame.
        int offset = inside ? random.nextInt(1, length - 3) : 0;
        return new Kill(voice, frame, offset, how, twoTargets);
    }

    /** Every kind of kill at each frame up to the first with content, so many times. */
    static List<Kill> early(Voice voice, int times, RandomGenerator random) {
        List<Kill> kills = new ArrayList<>();
        for (int frame = 0; frame <= voice.startUp(); frame++) {
            for (int time = 0; time < times; time++) {
                How how = How.of(time);
                kills.add(at(voice, frame, time / 3 % 2 == 1, how, time / 6 % 2 == 0, random));
            }
        }
        return kills;
    }

    /** What comes before it. */
    byte[] begun(String who) {
        List<byte[]> frames = voice.frames(who);
        return Bytes.join(Bytes.join(frames.subList(0, frame)), Arrays.copyOf(frames.get(frame), offset));
    }

    Script script(String who) {
        int bytes = begun(who).length;
        Script whole = voice.script(who);
        return switch (how) {
            case RST -> whole.resetAfterBody(bytes);
            case FIN -> whole.closeAfterBody(bytes);
            case SHORT -> {
                List<byte[]> frames = voice.frames(who);
                List<byte[]> some = new ArrayList<>(frames.subList(0, frame));
                if (offset > 0) {
                    some.add(Arrays.copyOf(frames.get(frame), offset));
                }
                yield voice.script(some);
            }
        };
    }
}
