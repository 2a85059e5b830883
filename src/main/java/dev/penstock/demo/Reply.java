package dev.penstock.demo;

import dev.penstock.json.JsonText;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An answer before any dialect writes it.
 *
 * @param id letters and digits every id of this answer is made from
 * @param created epoch seconds
 * @param pieces the text, a piece a token; empty where a tool is called
 * @param inputTokens all tokens of the prompt, cached ones included
 * @param cachedTokens the part of them read from the cache
 */
record Reply(
        String id,
        long created,
        Model model,
        List<String> pieces,
        Optional<Call> call,
        End end,
        long inputTokens,
        long cachedTokens) {

    /** Up to eight characters (code points, so that no surrogate pair is cut). */
    private static final Pattern PIECE = Pattern.compile(".{1,8}", Pattern.DOTALL);

    /** A call of one of the client's tools. */
    record Call(String name, JsonText arguments) {
        /** The arguments' text in pieces of about a token. */
        List<String> pieces() {
            return PIECE.matcher(arguments.text())
                    .results()
                    .map(MatchResult::group)
                    .toList();
        }
    }

    /** Why it ended. */
    enum End {
        DONE,
        LENGTH,
        TOOL
    }

    String text() {
        return String.join("", pieces);
    }

    long outputTokens() {
        return call.map(made -> made.pieces().size() + 4L).orElse((long) pieces.size());
    }

    long totalTokens() {
        return inputTokens + outputTokens();
    }
}
