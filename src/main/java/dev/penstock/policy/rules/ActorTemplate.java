package dev.penstock.policy.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whose budget it is, with fields of the identity in braces: {@code user:{cf.user.id}}. */
final class ActorTemplate {
    private static final int LONGEST = 256;

    private final String text;
    private final List<Part> parts;

    private ActorTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    private sealed interface Part {}

    private record Words(String words) implements Part {}

    private record Field(List<String> path) implements Part {}

    /** What reading a template comes to. */
    sealed interface Outcome {}

    record Read(ActorTemplate template) implements Outcome {}

    record Refused(String why) implements Outcome {}

    static Outcome read(String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            return new Refused("'actor' must be a text of 1 to " + LONGEST + " characters");
        }
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int end = open < 0 ? text.length() : open;
            String words = text.substring(at, end);
            if (words.contains("}")) {
                return new Refused("'actor' has a '}' without a '{' before it");
            }
            parts.add(new Words(words));
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                return new Refused("'actor' has a '{' that is not closed");
            }
            String name = text.substring(open + 1, close);
            if (!isField(name)) {
                return new Refused("'actor' names '{" + name + "}'; fields are cf.user.id, cf.user.email, cf.country,"
                        + " cf.custom.CLAIM and metadata.KEY");
            }
            parts.add(new Field(path(name)));
            at = close + 1;
        }
        return new Read(new ActorTemplate(text, List.copyOf(parts)));
    }

    /** Empty where a field of it is not there. */
    Optional<String> resolved(Identity identity) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Words words -> out.append(words.words);
                case Field field -> {
                    Optional<String> value = identity.text(field.path);
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    out.append(value.get());
                }
            }
        }
        return Optional.of(out.toString());
    }

    /** Whether it can come to this text for somebody: fields stand for any text, words for themselves. */
    boolean mayBe(String actor) {
        int at = 0;
        boolean isOpen = false;
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof Words(String words))) {
                isOpen = true;
                continue;
            }
            boolean isLast = i == parts.size() - 1;
            // Where a field stands before the words, the leftmost place leaves most for what follows.
            int found = !isOpen ? at : isLast ? actor.length() - words.length() : actor.indexOf(words, at);
            if (found < at || !actor.startsWith(words, found)) {
                return false;
            }
            at = found + words.length();
            isOpen = false;
        }
        return isOpen || at == actor.length();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    private static boolean isField(String name) {
        return List.of("cf.user.id", "cf.user.email", "cf.country").contains(name)
                || isBelow(name, "cf.custom.")
                || isBelow(name, "metadata.");
    }

    private static boolean isBelow(String name, String prefix) {
        return name.startsWith(prefix) && name.length() > prefix.length();
    }

    /** Names of claims and metadata are taken whole: they may have dots of their own. */
    private static List<String> path(String name) {
        if (name.startsWith("metadata.")) {
            return List.of("metadata", name.substring("metadata.".length()));
        }
        return name.startsWith("cf.custom.")
                ? List.of("cf", "custom", name.substring("cf.custom.".length()))
                : List.of(name.split("\\.", -1));
    }
}
