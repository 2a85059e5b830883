package dev.penstock.call;

/**
 * How one provider's API counts. A constant of the provider and API, proven by recordings, never guessed from the
 * fields that happen to be present.
 */
public record UsageRules(Reasoning reasoning, StreamUsage streamUsage) {
    public static final UsageRules OPENAI = new UsageRules(Reasoning.IN_OUTPUT, StreamUsage.ON_REQUEST);
    public static final UsageRules UNASKED = new UsageRules(Reasoning.IN_OUTPUT, StreamUsage.ALWAYS);

    /** Where reasoning tokens stand. */
    public enum Reasoning {
        /** Part of the output count. */
        IN_OUTPUT,
        /** Beside the output count (xAI chat): add them. */
        BESIDE_OUTPUT,
        /** Only visible as total − prompt − completion (Gemini's OpenAI surface): output = total − prompt. */
        BY_TOTAL
    }

    /** When a chat stream carries usage. */
    public enum StreamUsage {
        /** Only if stream_options.include_usage asks for it. */
        ON_REQUEST,
        /** Unasked; asking is useless or refused. */
        ALWAYS,
        /** Never, or unknown; asking may be refused. */
        NEVER
    }
}
