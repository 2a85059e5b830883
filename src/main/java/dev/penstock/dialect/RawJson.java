package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Questions to JSON as it was written; what is not as it must be for an exact answer ends the conversion. */
final class RawJson {
    private static final int MOST_ELEMENTS = 1_000_000;

    private RawJson() {}

    static Map<String, RawValue> object(byte[] document) {
        return members(RawValue.parse(document));
    }

    static Map<String, RawValue> members(RawValue value) {
        if (!value.isObject()) {
            throw new Inexact("a value where an object belongs");
        }
        return value.members();
    }

    /** The members of an object that may have these and no others. */
    static Map<String, RawValue> members(RawValue value, Set<String> known) {
        Map<String, RawValue> members = members(value);
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw new Inexact("a field we cannot fold: " + shown(name));
            }
        }
        return members;
    }

    static List<RawValue> elements(RawValue value) {
        if (!value.isArray()) {
            throw new Inexact("a value where an array belongs");
        }
        List<RawValue> elements = value.elements(MOST_ELEMENTS + 1);
        if (elements.size() > MOST_ELEMENTS) {
            throw new Inexact("an array of more than " + MOST_ELEMENTS + " elements");
        }
        return elements;
    }

    static RawValue needed(Map<String, RawValue> members, String name) {
        RawValue found = members.get(name);
        if (found == null) {
            throw new Inexact("no " + name);
        }
        return found;
    }

    /** The value, or nothing where it is absent or null. */
    static @Nullable RawValue given(Map<String, RawValue> members, String name) {
        RawValue found = members.get(name);
        return found == null || isNull(found) ? null : found;
    }

    /** The text of a member; "" where it is absent or no text. */
    static String text(Map<String, RawValue> members, String name) {
        RawValue found = members.get(name);
        return found == null ? "" : found.text().orElse("");
    }

    static boolean isNull(RawValue value) {
        return value.document()[value.from()] == 'n';
    }

    static boolean isText(RawValue value) {
        return value.document()[value.from()] == '"';
    }

    /** Whether the value says nothing: null, an empty text, array or object. */
    static boolean isEmpty(RawValue value) {
        return isNull(value)
                || (isText(value) && value.to() - value.from() == 2)
                || (value.isArray() && value.elements(1).isEmpty())
                || (value.isObject() && value.members().isEmpty());
    }

    static boolean isEmptyText(RawValue value) {
        return isText(value) && value.to() - value.from() == 2;
    }

    /** Whether two values were written alike. */
    static boolean same(RawValue one, RawValue other) {
        return Arrays.equals(one.document(), one.from(), one.to(), other.document(), other.from(), other.to());
    }

    static int index(Map<String, RawValue> members, String name) {
        String written = needed(members, name).written();
        if (written.length() > 6 || !written.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new Inexact("an index that is none");
        }
        return Integer.parseInt(written);
    }

    /** A document without the blanks between its tokens, so that it fits in one line. It must be JSON. */
    static byte[] compact(byte[] document) {
        byte[] compact = new byte[document.length];
        int to = 0;
        boolean inText = false;
        for (int at = 0; at < document.length; at++) {
            byte one = document[at];
            boolean escapes = inText && one == '\\' && at + 1 < document.length;
            if (escapes) {
                compact[to++] = one;
                compact[to++] = document[++at];
                continue;
            }
            inText ^= one == '"';
            if (inText || !(one == ' ' || one == '\n' || one == '\r' || one == '\t')) {
                compact[to++] = one;
            }
        }
        return Arrays.copyOf(compact, to);
    }

    /** A field's name as a reason may show it. */
    static String shown(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40);
    }
}
