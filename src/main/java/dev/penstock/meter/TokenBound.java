package dev.penstock.meter;

import dev.penstock.json.BodyParts;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The most tokens a call can use, known before it is sent and without reading its text: no vocabulary in use makes more
 * than one token of a byte. What costs tokens without bytes, or other than by its bytes, is bounded by a number for each.
 * Not bounded is what tools that the provider runs itself add: recorded web searches took up to 400,000 tokens.
 */
public final class TokenBound {
    /** Image tokens of models named mini or nano: gpt-4o-mini takes 2,833 and 5,667 for each of at most 8 tiles. */
    static final long PER_IMAGE_OF_SMALL = 50_000;
    /** OpenAI's "original" detail takes up to 12,000, Qwen-VL 16,384, Claude 4,784, Pixtral 4,096, Gemini about as many. */
    static final long PER_IMAGE = 16_384;
    /** The context of the largest models at sale: no file adds more. */
    static final long PER_FILE = 1_048_576;
    /**
     * The system prompts providers add for tools: Anthropic's 346 and at most 1,200 with its computer tools
     * (https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview), and what the templates of others add.
     */
    static final long FOR_TOOLS = 2_048;
    /** Roles and turns of a chat template, and system prompts of the provider's own: Grok 4 has one of 680 tokens. */
    static final long FOR_TEMPLATE = 1_024;
    /** What a small document takes beyond its bytes: a page as a picture, and the words put round it. */
    static final long FOR_EMBEDDED = 8_192;

    private TokenBound() {}

    /**
     * Input tokens of a body.
     *
     * @param context the most the model holds, where that is known: it bounds what the provider keeps for the caller
     */
    public static long input(String model, long bodyBytes, BodyParts parts, OptionalLong context) {
        long unseen = Math.min(PER_FILE, context.orElse(PER_FILE));
        long text = Math.max(0, bodyBytes - parts.imageBytes() - parts.embeddedBytes());
        return text
                + parts.images() * perImage(model)
                + Math.min(parts.embeddedBytes() + parts.embedded() * FOR_EMBEDDED, parts.embedded() * PER_FILE)
                + parts.remote() * unseen
                + (parts.stored() ? unseen : 0)
                + (parts.tools() ? FOR_TOOLS : 0)
                + FOR_TEMPLATE;
    }

    /**
     * Output tokens: what was asked, or what policy assumes where nothing was asked, never more than the model makes, for
     * every choice. A model that makes none, such as one for embeddings, has the limit 0.
     */
    public static long output(OptionalLong askedMax, long choices, OptionalLong modelLimit, long assumed) {
        long each = Math.min(askedMax.orElse(assumed), modelLimit.orElse(Long.MAX_VALUE));
        long times = Math.max(1, choices);
        return each > Long.MAX_VALUE / times ? Long.MAX_VALUE : Math.max(0, each) * times;
    }

    private static long perImage(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return name.contains("-mini") || name.contains("-nano") ? PER_IMAGE_OF_SMALL : PER_IMAGE;
    }
}
