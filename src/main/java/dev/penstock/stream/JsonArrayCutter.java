package dev.penstock.stream;

/**
 * One JSON array cut at its elements, as Gemini streams without alt=sse. Brackets, commas and spaces before an element
 * belong to its unit, so what was sent on always ends behind an element or behind the array. A top-level object instead
 * of an array is one element. Inside an element only strings and depth are followed: its reader judges the rest.
 */
final class JsonArrayCutter extends HoldingCutter {
    /** Where the scan stands in the grammar of the top level. */
    private enum Place {
        START,
        FIRST_OR_END,
        NEXT,
        COMMA_OR_END,
        ELEMENT,
        WHOLE
    }

    private Place place = Place.START;
    private int scanned;
    private int elementFrom;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean scalar;
    private boolean lone;
    private long passed;

    JsonArrayCutter(int maxEvent) {
        super(maxEvent);
    }

    @Override
    public boolean whole() {
        return super.whole() && place == Place.WHOLE;
    }

    @Override
    void scan(EventSink sink) {
        int at = unit + scanned;
        while (at < end && !flawed()) {
            at = place == Place.ELEMENT ? inElement(at, sink) : between(at);
        }
        if (place == Place.WHOLE && !flawed()) {
            unit = end;
        }
        scanned = end - unit;
    }

    @Override
    void scanLast(EventSink sink) {
        scanned = end - unit;
    }

    private int between(int at) {
        byte one = bytes[at];
        if (isSpace(one) || (place == Place.START && isMark(at))) {
            passed++;
            return at + 1;
        }
        passed++;
        switch (place) {
            case START -> start(at, one);
            case FIRST_OR_END -> firstOrEnd(at, one);
            case NEXT -> open(at, one);
            case COMMA_OR_END -> commaOrEnd(one);
            case WHOLE -> malformed("Bytes follow the end of the JSON array");
            case ELEMENT -> throw new IllegalStateException("Inside an element there is no between");
        }
        return place == Place.ELEMENT ? at : at + 1;
    }

    private void start(int at, byte one) {
        if (one == '[') {
            place = Place.FIRST_OR_END;
        } else {
            lone = true;
            open(at, one);
        }
    }

    private void firstOrEnd(int at, byte one) {
        if (one == ']') {
            place = Place.WHOLE;
        } else {
            open(at, one);
        }
    }

    private void commaOrEnd(byte one) {
        if (one == ',') {
            place = Place.NEXT;
        } else if (one == ']') {
            place = Place.WHOLE;
        } else {
            malformed("No comma between two elements of a JSON array");
        }
    }

    private void open(int at, byte one) {
        if (one == ']' || one == '}' || one == ',' || one == ':' || (lone && one != '{')) {
            malformed("A stream of JSON elements holds what can be none");
            return;
        }
        place = Place.ELEMENT;
        elementFrom = at - unit;
        depth = 0;
        inString = false;
        scalar = one != '{' && one != '[' && one != '"';
    }

    private int inElement(int from, EventSink sink) {
        for (int at = from; at < end; at++) {
            byte one = bytes[at];
            if (inString) {
                string(one);
                if (!inString && depth == 0) {
                    return element(at + 1, sink);
                }
            } else if (scalar && endsScalar(one)) {
                return element(at, sink);
            } else if (one == '"') {
                inString = true;
            } else if (one == '{' || one == '[') {
                depth++;
            } else if ((one == '}' || one == ']') && --depth == 0) {
                return element(at + 1, sink);
            }
        }
        return end;
    }

    private void string(byte one) {
        if (escaped) {
            escaped = false;
        } else if (one == '\\') {
            escaped = true;
        } else if (one == '"') {
            inString = false;
        }
    }

    private int element(int next, EventSink sink) {
        if (fits(next)) {
            int from = unit + elementFrom;
            sink.event("", bytes, from, next - from);
            unit = next;
            place = lone ? Place.WHOLE : Place.COMMA_OR_END;
        }
        return next;
    }

    private static boolean endsScalar(byte one) {
        return one == ',' || one == ']' || isSpace(one);
    }

    /** A byte of a byte order mark at the very start. */
    private boolean isMark(int at) {
        return switch ((int) passed) {
            case 0 -> bytes[at] == (byte) 0xEF;
            case 1 -> bytes[at] == (byte) 0xBB;
            case 2 -> bytes[at] == (byte) 0xBF;
            default -> false;
        };
    }

    private static boolean isSpace(byte one) {
        return one == ' ' || one == '\n' || one == '\r' || one == '\t';
    }
}
