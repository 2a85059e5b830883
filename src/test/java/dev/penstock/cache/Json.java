package dev.penstock.cache;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a JSON document says; equal where two documents say the same, whatever the order of their names. */
sealed interface Json {
    record Obj(Map<String, Json> members) implements Json {}

    record Arr(List<Json> items) implements Json {}

    record Text(String value) implements Json {}

    /** A number as it is written, or true, false, null. */
    record Lexeme(String value) implements Json {}

    /** Written as plainly as can be. */
    static String plain(Json json) {
        return new JsonScribe(null).write(json);
    }

    /** Written in one of many ways: names in any order, white space and escapes where they may be. */
    static String anyhow(Json json, Random chance) {
        return new JsonScribe(chance).write(json);
    }
}
