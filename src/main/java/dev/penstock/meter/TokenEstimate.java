package dev.penstock.meter;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.penstock.json.BodyParts;
import dev.penstock.json.PromptText;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How many tokens a text is for a model, where no provider said so. Exact for OpenAI's own models, for others a documented
 * ratio. Takes from microseconds to tens of milliseconds, and some hundreds at the first time: call it off the event loop.
 */
public final class TokenEstimate {
    /** Text beyond it is estimated by what stands before. About 60,000 tokens, 20 ms. */
    static final int MOST_CHARACTERS = 256 * 1024;
    /** The time of the encoder grows with the square of a run without blanks, so no run is longer than this. */
    private static final int CHUNK = 512;
    /** So far before the end of a chunk a blank is looked for, so that few words are cut. */
    private static final int WORD = 64;
    /** OpenAI wraps each message in 3 tokens and begins the answer with 3 (cookbook, "How to count tokens"). */
    private static final int PER_MESSAGE = 3;
    /**
     * One image or file. A convention between Gemini's 258 a tile, OpenAI's 765 for 1024×1024 at high detail and Anthropic's
     * 1,600 at most.
     */
    private static final int PER_ATTACHMENT = 1_000;

    /**
     * What short prompts need: templates and schemas for structured answers add up to some 100 tokens of their own. Both
     * margins were set after the recordings, of which they hold for 99 in 100.
     */
    private static final long LEAST_EXACT = 96;

    private static final long LEAST_MARGIN = 256;

    /** Loads an encoding when it is first used, and is safe to share. */
    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    /** Loads what most models need, before somebody waits for it. */
    public void warm() {
        long ignored = count(EncodingType.O200K_BASE, "warm");
    }

    /** The tokens of a text, special tokens read as text. */
    public long tokens(String model, String text) {
        return tokens(TokenFamily.of(model), text, text.length());
    }

    /** The input tokens of a request body in any known dialect; empty where it is no JSON object. */
    public OptionalLong inputTokens(String model, byte[] requestBody) {
        TokenFamily family = TokenFamily.of(model);
        return PromptText.of(requestBody, MOST_CHARACTERS)
                .map(prompt -> OptionalLong.of(inputTokens(family, prompt)))
                .orElse(OptionalLong.empty());
    }

    /**
     * The estimate with a margin on it, for a second look where the bound by bytes does not fit: a twentieth and at
     * least 96 tokens where the vocabulary is the model's own, a quarter and at least 256 elsewhere, beside what providers
     * add unseen for tools and for Grok.
     *
     * @param parts of the same body
     * @param hard the bound by bytes, which it never exceeds
     */
    public OptionalLong boundedInput(String model, byte[] requestBody, BodyParts parts, long hard) {
        OptionalLong estimate = inputTokens(model, requestBody);
        if (estimate.isEmpty()) {
            return estimate;
        }
        long tokens = estimate.getAsLong();
        boolean exact = TokenFamily.of(model).isExact();
        long margin = Math.max(exact ? LEAST_EXACT : LEAST_MARGIN, ceiling(tokens, exact ? 20 : 4));
        return OptionalLong.of(Math.min(hard, tokens + margin + unseen(model, parts)));
    }

    private static long unseen(String model, BodyParts parts) {
        boolean prompted = model.toLowerCase(Locale.ROOT).contains("grok");
        return (prompted ? TokenBound.FOR_TEMPLATE : 0) + (parts.tools() ? TokenBound.FOR_TOOLS : 0);
    }

    private long inputTokens(TokenFamily family, PromptText prompt) {
        String text = prompt.text();
        return tokens(family, text, text.length() + prompt.charactersBeyond())
                + prompt.tokenIds()
                + (long) PER_ATTACHMENT * prompt.attachments()
                + (prompt.messages() == 0 ? 0 : PER_MESSAGE * (prompt.messages() + 1L));
    }

    private long tokens(TokenFamily family, String text, long length) {
        int counted = Math.min(text.length(), MOST_CHARACTERS);
        if (counted == 0) {
            return 0;
        }
        long tokens = 0;
        for (int start = 0; start < counted; ) {
            int end = chunkEnd(text, start, counted);
            tokens += count(family.encoding(), text.substring(start, end));
            start = end;
        }
        long all = counted == length ? tokens : ceiling(tokens * length, counted);
        return ceiling(all * family.ratio().numerator(), family.ratio().denominator());
    }

    private int count(EncodingType type, String text) {
        Encoding encoding = encodings.getEncoding(type);
        return encoding.countTokensOrdinary(text);
    }

    /** After at most a chunk, before a blank if there is one near, never within a character. */
    private static int chunkEnd(String text, int start, int limit) {
        int end = start + CHUNK;
        if (end >= limit) {
            return limit;
        }
        for (int i = end; i > end - WORD; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }

    private static long ceiling(long dividend, long divisor) {
        return Math.ceilDiv(dividend, divisor);
    }
}
