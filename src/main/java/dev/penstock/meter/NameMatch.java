package dev.penstock.meter;

import java.util.ArrayList;
import java.util.List;

/** Which lower-case model names a price is for. Every kind reads a name once or, to find a part, tries each place of it. */
sealed interface NameMatch {
    boolean matches(String name);

    /** Reads one word of the price file; src/build/prices.mjs says how they are written. */
    static NameMatch parse(String word) {
        if (word.indexOf('&') >= 0) {
            List<NameMatch> parts = new ArrayList<>();
            for (String part : word.split("&", -1)) {
                parts.add(parse(part));
            }
            return new AllOf(parts);
        }
        if (word.length() < 2) {
            throw new IllegalArgumentException(
                    "'" + word + "' is no match; write =name, ^begin, $end, *part or ~template");
        }
        String rest = word.substring(1);
        return switch (word.charAt(0)) {
            case '=' -> new Equal(rest);
            case '^' -> new Begin(rest);
            case '$' -> new End(rest);
            case '*' -> new Part(rest);
            case '!' -> new Not(parse(rest));
            case '~' -> Template.parse(rest);
            default -> throw new IllegalArgumentException("'" + word + "' begins with no sign of a match");
        };
    }

    record Equal(String text) implements NameMatch {
        @Override
        public boolean matches(String name) {
            return name.equals(text);
        }
    }

    record Begin(String text) implements NameMatch {
        @Override
        public boolean matches(String name) {
            return name.startsWith(text);
        }
    }

    record End(String text) implements NameMatch {
        @Override
        public boolean matches(String name) {
            return name.endsWith(text);
        }
    }

    record Part(String text) implements NameMatch {
        @Override
        public boolean matches(String name) {
            return name.contains(text);
        }
    }

    record Not(NameMatch other) implements NameMatch {
        @Override
        public boolean matches(String name) {
            return !other.matches(name);
        }
    }

    record AllOf(List<NameMatch> parts) implements NameMatch {
        @Override
        public boolean matches(String name) {
            for (NameMatch part : parts) {
                if (!part.matches(name)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Characters that stand for themselves, and # for a digit; open if more may follow. */
    record Template(String text, boolean open) implements NameMatch {
        static Template parse(String word) {
            boolean open = word.endsWith("*");
            return new Template(open ? word.substring(0, word.length() - 1) : word, open);
        }

        @Override
        public boolean matches(String name) {
            if (name.length() < text.length() || (!open && name.length() != text.length())) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                char actual = name.charAt(i);
                if (text.charAt(i) == '#' ? actual < '0' || actual > '9' : actual != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** An operator's pattern: parts in order, anything where a * stood between them. */
    record Glob(List<String> parts) implements NameMatch {
        static Glob parse(String pattern) {
            return new Glob(List.of(pattern.split("\\*", -1)));
        }

        @Override
        public boolean matches(String name) {
            String last = parts.getLast();
            if (parts.size() == 1) {
                return name.equals(last);
            }
            int from = parts.getFirst().length();
            if (!name.startsWith(parts.getFirst()) || !name.endsWith(last)) {
                return false;
            }
            for (String part : parts.subList(1, parts.size() - 1)) {
                int found = name.indexOf(part, from);
                if (found < 0) {
                    return false;
                }
                from = found + part.length();
            }
            return from <= name.length() - last.length();
        }
    }
}
