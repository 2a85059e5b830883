package dev.penstock.stream;

import java.util.zip.CRC32;

/** One member's header (RFC 1952, 2.3), taken byte by byte. */
final class GzipHeader {
    /** What the last byte made of the header. */
    enum Step {
        MORE,
        DONE,
        BAD
    }

    private static final int FIXED = 10;
    private static final int CHECKSUM = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xE0;

    private final CRC32 crc = new CRC32();
    private int taken;
    /** The optional parts that are still to come; the lowest bit above the checksum's is next, the checksum is last. */
    private int flags;

    private int inPart;
    private int extraLength;
    private int checksum;

    Step take(byte one) {
        int value = one & 0xFF;
        if (taken < FIXED) {
            return fixed(value);
        }
        if ((flags & EXTRA) != 0) {
            extra(value);
        } else if ((flags & NAME) != 0) {
            text(value, NAME);
        } else if ((flags & COMMENT) != 0) {
            text(value, COMMENT);
        } else {
            return checksum(value);
        }
        crc.update(value);
        return flags == 0 ? Step.DONE : Step.MORE;
    }

    private Step fixed(int value) {
        boolean bad = switch (taken) {
            case 0 -> value != 0x1F;
            case 1 -> value != 0x8B;
            case 2 -> value != 8;
            case 3 -> (value & RESERVED) != 0;
            default -> false;
        };
        if (taken == 3) {
            // Bit 0 says "probably text" and has no part of its own.
            flags = value & ~1;
        }
        taken++;
        crc.update(value);
        if (bad) {
            return Step.BAD;
        }
        return taken == FIXED && flags == 0 ? Step.DONE : Step.MORE;
    }

    private void extra(int value) {
        if (inPart < 2) {
            extraLength |= value << (8 * inPart);
        }
        inPart++;
        if (inPart >= 2 && inPart == extraLength + 2) {
            flags &= ~EXTRA;
            inPart = 0;
        }
    }

    private void text(int value, int part) {
        if (value == 0) {
            flags &= ~part;
        }
    }

    private Step checksum(int value) {
        checksum |= value << (8 * inPart);
        inPart++;
        if (inPart < 2) {
            return Step.MORE;
        }
        flags &= ~CHECKSUM;
        return checksum == (crc.getValue() & 0xFFFF) ? Step.DONE : Step.BAD;
    }
}
