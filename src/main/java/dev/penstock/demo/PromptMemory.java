package dev.penstock.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers which beginnings of prompts were seen, so that repeated ones count as cached. Bounded; one thread. */
final class PromptMemory {
    /** Providers cache in blocks of this many tokens. */
    static final int BLOCK_TOKENS = 128;

    static final int LETTERS_A_TOKEN = 4;
    private static final int BLOCK_LETTERS = BLOCK_TOKENS * LETTERS_A_TOKEN;
    private static final int MAX_BLOCKS = 4_096;

    /** Hashes of beginnings that end at a block's end; the one seen longest ago leaves first. */
    private final Map<Long, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MAX_BLOCKS;
        }
    };

    /** The tokens of a prompt's beginning that were seen before; remembers the rest. */
    long cachedTokens(String prompt) {
        long hash = 1125899906842597L;
        long cached = 0;
        boolean known = true;
        for (int end = BLOCK_LETTERS; end <= prompt.length(); end += BLOCK_LETTERS) {
            for (int i = end - BLOCK_LETTERS; i < end; i++) {
                hash = 31 * hash + prompt.charAt(i);
            }
            known = seen.put(hash, true) != null && known;
            cached += known ? BLOCK_TOKENS : 0;
        }
        return cached;
    }

    /** About four letters to a token, at least one. */
    static long tokens(String prompt) {
        return Math.max(1, (prompt.length() + LETTERS_A_TOKEN - 1L) / LETTERS_A_TOKEN);
    }
}
