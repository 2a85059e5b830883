package dev.penstock.store.index;

import dev.penstock.record.LogFilter.Match;

/** A condition on a text many rows point to: the verdict on a text is kept for the next row that points to it. */
final class TextTest implements RecordTest {
    private static final int VERDICTS = 1 << 14;
    private static final int SPREAD = 0x9E37_79B1;

    /** What is asked of the text at a reference. */
    interface Question {
        /** @param length of the text, whose bytes stand in the scratch */
        boolean holds(byte[] text, int length);
    }

    private final int field;
    private final Question question;
    private final boolean whenAbsent;
    private final Scratch scratch = new Scratch();
    private final int[] asked = new int[VERDICTS];
    private final boolean[] verdicts = new boolean[VERDICTS];

    /** @param whenAbsent what is said of a row without the text */
    TextTest(int field, Question question, boolean whenAbsent) {
        this.field = field;
        this.question = question;
        this.whenAbsent = whenAbsent;
    }

    static TextTest of(int field, Match match, TextCheck check) {
        boolean differs = match == Match.DIFFERS;
        return new TextTest(field, (text, length) -> check.holds(text, 0, length) != differs, differs);
    }

    @Override
    public boolean holds(Records records, long row) {
        int reference = records.word(row, field);
        if (reference == 0) {
            return whenAbsent;
        }
        int slot = (reference * SPREAD) >>> (Integer.SIZE - 14);
        if (asked[slot] != reference) {
            int length = records.text(reference, scratch);
            verdicts[slot] = question.holds(scratch.bytes(), length);
            asked[slot] = reference;
        }
        return verdicts[slot];
    }
}
