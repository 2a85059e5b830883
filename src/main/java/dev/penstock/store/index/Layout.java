package dev.penstock.store.index;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Where things stand in the two files. A record that is all zero is no row. */
final class Layout {
    static final long MAGIC = 0x31_58_44_49_4C_53_4E_50L;

    /** Of the file of records: the magic, how many records count, whether a writer has it open. */
    static final int COUNT = 8;

    static final int OPEN = 16;
    static final int HEAD = 64;

    static final int CREATED_AT = 0;
    static final int COST_NANO = 8;
    static final int DURATION_MICROS = 16;
    static final int TOKENS_IN = 24;
    static final int TOKENS_OUT = 32;
    static final int CONFIG_REVISION = 40;
    static final int SCORE_MICROS = 48;
    static final int FLAGS = 56;
    static final int STATUS = 60;
    static final int STEP = 64;
    static final int ATTEMPTS = 68;
    /** From here on references to texts; 0 is none. */
    static final int SCOPE = 72;

    static final int ID = 76;
    static final int EVENT_ID = 80;
    static final int PROVIDER = 84;
    static final int MODEL = 88;
    static final int MODEL_TYPE = 92;
    static final int OUTCOME = 96;
    static final int FAILURE = 100;
    static final int TOKEN_ID = 104;
    static final int KEY_ALIAS = 108;
    static final int REQUEST_TYPE = 112;
    static final int REQUEST_CONTENT_TYPE = 116;
    static final int RESPONSE_CONTENT_TYPE = 120;
    static final int USER_AGENT = 124;
    static final int DLP_ACTION = 128;
    static final int CREDENTIAL = 132;
    static final int METADATA = 136;
    /** None in what was written before answers were reused: the bytes were blank. */
    static final int REUSE = 140;

    static final int RECORD = 144;
    static final int REFERENCES = (REUSE - SCOPE) / Integer.BYTES + 1;

    /** The row may be found. */
    static final int LOGGED = 1;

    static final int SUCCESS = 1 << 1;
    static final int CACHED = 1 << 2;
    static final int STREAM = 1 << 3;
    static final int AUTHENTICATION = 1 << 4;
    static final int BYOK = 1 << 5;
    static final int WHOLESALE = 1 << 6;
    static final int COMPATIBILITY_MODE = 1 << 7;
    static final int LIKED = 1 << 8;
    static final int DISLIKED = 1 << 9;

    /** Stands for a number that is not there. */
    static final long ABSENT = Long.MIN_VALUE;

    /** Texts begin at multiples of this, so that a reference of 32 bits reaches 16 GB. */
    static final int STRIDE = 8;

    static final int TEXT_HEAD = 4;

    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Layout() {}

    static long place(long row) {
        return HEAD + (row - 1) * RECORD;
    }

    static int padded(int length) {
        return (TEXT_HEAD + length + STRIDE - 1) / STRIDE * STRIDE;
    }
}
