package dev.penstock.demo;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what a message is about, well enough for a demo: the telling words, the names, the tool spoken of. */
final class Topic {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’-]*");
    private static final int MAX_READ = 2_000;
    private static final int MAX_WORDS = 6;
    private static final Set<String> COMMON = Set.of(
            "a", "about", "an", "and", "are", "at", "be", "can", "could", "did", "do", "does", "explain", "for", "from",
            "give", "hello", "hey", "hi", "how", "i", "i'm", "in", "is", "it", "its", "just", "like", "me", "my", "of",
            "on", "one", "or", "please", "say", "so", "some", "tell", "thanks", "that", "the", "there", "this", "to",
            "us", "use", "was", "we", "what", "what's", "when", "where", "which", "who", "why", "will", "with", "would",
            "write", "you", "your");

    private Topic() {}

    /** The telling words of a message in their order; empty where there are none. */
    static String of(String message) {
        return String.join(
                " ",
                words(message).stream()
                        .filter(word -> !COMMON.contains(word.toLowerCase(Locale.ROOT)))
                        .limit(MAX_WORDS)
                        .toList());
    }

    /** Whether a message speaks of a tool: by its name, or by every telling word in it (weather, for get_weather). */
    static boolean mentions(String message, String tool) {
        String text = message.toLowerCase(Locale.ROOT);
        String name = tool.toLowerCase(Locale.ROOT);
        if (text.contains(name)) {
            return true;
        }
        List<String> telling = Pattern.compile("[_\\-.]")
                .splitAsStream(name)
                .filter(word -> word.length() > 3)
                .toList();
        return !telling.isEmpty() && telling.stream().allMatch(text::contains);
    }

    /** Arguments that fit a schema's properties, strings taken from the message. */
    static JsonText arguments(JsonTree schema, String message) {
        JsonTree properties = schema.at("properties");
        List<Object> fields = new ArrayList<>();
        for (String name : properties.names().stream().limit(16).toList()) {
            fields.add(name);
            fields.add(value(properties.at(name), message));
        }
        return JsonText.object(fields.toArray());
    }

    private static Object value(JsonTree property, String message) {
        List<JsonTree> choices = property.at("enum").items();
        if (!choices.isEmpty()) {
            return choices.getFirst();
        }
        return switch (property.at("type").text().orElse("string").toLowerCase(Locale.ROOT)) {
            case "integer", "number" -> 1;
            case "boolean" -> true;
            case "array" -> List.of();
            case "object" -> JsonText.object();
            default -> name(message);
        };
    }

    /** The last capitalised word that opens no sentence ("Paris"), else the topic. */
    private static String name(String message) {
        List<String> words = words(message);
        for (int i = words.size() - 1; i > 0; i--) {
            String word = words.get(i);
            if (Character.isUpperCase(word.codePointAt(0)) && !COMMON.contains(word.toLowerCase(Locale.ROOT))) {
                return word;
            }
        }
        return of(message);
    }

    private static List<String> words(String message) {
        String read = message.substring(0, Math.min(message.length(), MAX_READ));
        return WORD.matcher(read).results().map(match -> match.group()).toList();
    }
}
