package dev.penstock.stream;

import java.util.Random;
import java.util.StringJoiner;

/** Random JSON with the characters that mislead a careless cutter. */
final class RandomJson {
    private static final String[] TEXTS = {
        "\"\"",
        "\"]\"",
        "\"}\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"[,{\"",
        "\"é🦀\"",
        "\"\\u005d\"",
        "1",
        "-2.5e1",
        "true",
        "null"
    };
    private static final String[] SPACES = {"", "", " ", "\n", "\r\n\t"};

    private RandomJson() {}

    static String array(Random random) {
        return space(random) + container(random, 4, true) + space(random);
    }

    private static String value(Random random, int depth) {
        return depth > 0 && random.nextInt(3) > 0
                ? container(random, depth - 1, random.nextBoolean())
                : TEXTS[random.nextInt(TEXTS.length)];
    }

    private static String container(Random random, int depth, boolean array) {
        StringJoiner members = new StringJoiner(",", array ? "[" : "{", array ? "]" : "}");
        members.setEmptyValue(array ? "[ ]" : "{\n}");
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = array ? "" : "\"k" + i + "]\\\"\"" + space(random) + ":";
            members.add(space(random) + key + value(random, depth) + space(random));
        }
        return members.toString();
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
