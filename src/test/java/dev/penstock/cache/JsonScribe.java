package dev.penstock.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes JSON: by chance in one of the many ways that say the same, or plainly where no chance is given. */
final class JsonScribe {
    private final @Nullable Random chance;
    private final StringBuilder out = new StringBuilder();

    JsonScribe(@Nullable Random chance) {
        this.chance = chance;
    }

    String write(Json json) {
        space();
        value(json);
        space();
        return out.toString();
    }

    private void value(Json json) {
        switch (json) {
            case Json.Obj object -> object(object.members());
            case Json.Arr array -> array(array.items());
            case Json.Text text -> text(text.value());
            case Json.Lexeme lexeme -> out.append(lexeme.value());
        }
    }

    private void object(Map<String, Json> members) {
        List<String> names = new ArrayList<>(members.keySet());
        if (chance != null) {
            Collections.shuffle(names, chance);
        }
        char before = '{';
        for (String name : names) {
            out.append(before);
            space();
            text(name);
            space();
            out.append(':');
            space();
            value(members.getOrDefault(name, new Json.Lexeme("null")));
            space();
            before = ',';
        }
        if (names.isEmpty()) {
            out.append('{');
            space();
        }
        out.append('}');
    }

    private void array(List<Json> items) {
        out.append('[');
        space();
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(',');
                space();
            }
            value(items.get(i));
            space();
        }
        out.append(']');
    }

    private void text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char one = value.charAt(i);
            if (isPair(value, i) && !perhaps()) {
                out.append(one).append(value.charAt(++i));
            } else if (one == '"' || one == '\\' || one < ' ' || Character.isSurrogate(one) || perhaps()) {
                escape(one);
            } else {
                out.append(one);
            }
        }
        out.append('"');
    }

    private static boolean isPair(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                && at + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(at + 1));
    }

    private void escape(char one) {
        int known = "\"\\/\b\f\n\r\t".indexOf(one);
        if (known >= 0 && (chance == null || chance.nextBoolean())) {
            out.append('\\').append("\"\\/bfnrt".charAt(known));
        } else {
            String hex = String.format("%04x", (int) one);
            out.append("\\u").append(perhaps() ? hex.toUpperCase(Locale.ROOT) : hex);
        }
    }

    private boolean perhaps() {
        return chance != null && chance.nextInt(8) == 0;
    }

    private void space() {
        while (perhaps()) {
            out.append(" \t\n\r".charAt(chance == null ? 0 : chance.nextInt(4)));
        }
    }
}
