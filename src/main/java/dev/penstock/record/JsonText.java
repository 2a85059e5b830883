package dev.penstock.record;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes one JSON value in one line of ASCII: whatever is not is escaped, lone surrogates as they are. */
final class JsonText {
    private final StringBuilder text = new StringBuilder(1024);
    private boolean first = true;

    JsonText open(char bracket) {
        separate();
        text.append(bracket);
        first = true;
        return this;
    }

    JsonText close(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    JsonText open(String name, char bracket) {
        name(name);
        text.append(bracket);
        first = true;
        return this;
    }

    JsonText field(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            quoted(value);
        }
        return this;
    }

    JsonText field(String name, @Nullable Long value) {
        return bare(name, value == null ? "null" : value.toString());
    }

    JsonText field(String name, boolean value) {
        return bare(name, Boolean.toString(value));
    }

    /** A number spelled elsewhere. */
    JsonText bare(String name, String value) {
        name(name);
        text.append(value);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void name(String name) {
        separate();
        quoted(name);
        text.append(':');
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7F) {
                text.append(c);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        text.append('"');
    }
}
