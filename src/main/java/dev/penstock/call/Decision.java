package dev.penstock.call;

/**
 * One step of the way a call was decided on, as it is shown to whoever asks why. Only what the row does not tell anyway.
 *
 * @param atMicros since the call began
 * @param subject what it was about: an element of a route, a target as provider/model, a limit; no secret, no prompt
 * @param why in words; no secret, no prompt
 */
public record Decision(long atMicros, Kind kind, String subject, String why) {
    /** Longer texts are cut: a row must not grow by what a client calls a model. */
    public static final int LONGEST_TEXT = 200;

    public Decision {
        subject = cut(subject);
        why = cut(why);
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        int end = LONGEST_TEXT - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** What kind of step. */
    public enum Kind {
        /** A route or an element of one was entered. */
        ROUTE,
        /** A branch was chosen: by a condition, by chance, by a quota. */
        BRANCH,
        /** A target, a key or an address was chosen among several. */
        CHOSEN,
        /** A target, a key or an address was passed over. */
        SKIPPED,
        /** The call waited: for a limit, for an upstream, before a further try. */
        WAITED,
        /** The same target is tried again. */
        RETRY,
        /** The next target is tried. */
        FALL_BACK,
        /** A second target is asked beside the first. */
        HEDGED,
        /** Nothing further is tried. */
        STOPPED
    }
}
