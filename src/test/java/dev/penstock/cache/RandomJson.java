package dev.penstock.cache;

import dev.penstock.cache.Json.Arr;
import dev.penstock.cache.Json.Lexeme;
import dev.penstock.cache.Json.Obj;
import dev.penstock.cache.Json.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes documents like bodies of calls, and documents that say something a little different. */
record RandomJson(Random chance) {
    private static final List<String> NAMES = List.of(
            "model",
            "messages",
            "input",
            "contents",
            "tools",
            "role",
            "content",
            "temperature",
            "a",
            "b",
            "ab",
            "é",
            "user",
            "",
            "\uD83D\uDE00",
            "x".repeat(255),
            "x".repeat(256),
            "x".repeat(300));
    private static final List<String> LEXEMES = List.of(
            "0",
            "-0",
            "1",
            "1.0",
            "1.00",
            "10",
            "1e1",
            "1E1",
            "0.1",
            "0.10",
            "12345678901234567890",
            "true",
            "false",
            "null");
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "0",
            ";",
            "s",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\",
            "\n",
            "é",
            "\u2028",
            "\uD83D\uDE00",
            "\uD83D",
            "\uDE00",
            "\u0000",
            "\uFFFD",
            "?",
            " ");

    Obj object(int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        int count = chance.nextInt(20) == 0 ? 40 : chance.nextInt(6);
        for (int i = 0; i < count; i++) {
            members.put(name(), value(depth));
        }
        return new Obj(members);
    }

    /** The same but for one place of it. */
    Json changed(Json json) {
        return switch (json) {
            case Obj object -> changed(object);
            case Arr array -> changed(array);
            case Text text -> chance.nextInt(8) == 0 ? new Arr(List.of(text)) : new Text(changed(text.value()));
            case Lexeme lexeme -> chance.nextInt(4) == 0 ? new Text(lexeme.value()) : new Lexeme(one(LEXEMES));
        };
    }

    Obj changed(Obj object) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        List<String> names = new ArrayList<>(members.keySet());
        if (names.isEmpty() || chance.nextInt(6) == 0) {
            members.put(name(), value(1));
            return new Obj(members);
        }
        String name = one(names);
        Json value = members.getOrDefault(name, new Lexeme("null"));
        switch (chance.nextInt(6)) {
            case 0 -> members.remove(name);
            case 1 -> {
                members.remove(name);
                members.put(changed(name), value);
            }
            case 2 -> members.put(one(names), value);
            default -> members.put(name, changed(value));
        }
        return new Obj(members);
    }

    private Arr changed(Arr array) {
        List<Json> items = new ArrayList<>(array.items());
        int at = items.isEmpty() ? 0 : chance.nextInt(items.size());
        switch (items.isEmpty() ? 0 : chance.nextInt(5)) {
            case 0 -> items.add(at, value(1));
            case 1 -> items.remove(at);
            case 2 -> items.add(items.remove(at));
            default -> items.set(at, changed(items.get(at)));
        }
        return new Arr(items);
    }

    private String changed(String text) {
        int at = text.isEmpty() ? 0 : chance.nextInt(text.length());
        return switch (chance.nextInt(3)) {
            case 0 -> text.substring(0, at) + one(PIECES) + text.substring(at);
            case 1 -> text.isEmpty() ? "a" : text.substring(0, at) + text.substring(at + 1);
            default -> text + one(PIECES);
        };
    }

    private Json value(int depth) {
        return switch (depth > 4 ? chance.nextInt(3) : chance.nextInt(6)) {
            case 0 -> new Lexeme(one(LEXEMES));
            case 1, 2 -> new Text(text());
            case 3 -> object(depth + 1);
            default -> array(depth + 1);
        };
    }

    private Arr array(int depth) {
        List<Json> items = new ArrayList<>();
        int count = chance.nextInt(30) == 0 ? 70 : chance.nextInt(5);
        for (int i = 0; i < count; i++) {
            items.add(value(count > 10 ? 5 : depth));
        }
        return new Arr(items);
    }

    private String name() {
        return chance.nextInt(4) == 0 ? text() : one(NAMES);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int pieces = chance.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            text.append(one(PIECES));
        }
        if (chance.nextInt(12) == 0) {
            text.append("y".repeat(248 + chance.nextInt(12)));
        }
        return text.toString();
    }

    private <T> T one(List<T> of) {
        return of.get(chance.nextInt(of.size()));
    }
}
