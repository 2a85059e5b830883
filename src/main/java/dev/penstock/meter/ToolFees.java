package dev.penstock.meter;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which fee the tools a provider runs itself are charged by. A tool that is not here costs its tokens only. */
final class ToolFees {
    /** By the provider's name for the tool, without the word for a call at its end. */
    private static final Map<String, PriceKind> FEES = Map.ofEntries(
            Map.entry("web_search", PriceKind.WEB_SEARCH), // Anthropic, OpenAI, xAI
            Map.entry("web_search_preview", PriceKind.WEB_SEARCH), // OpenAI
            Map.entry("num_search_queries", PriceKind.WEB_SEARCH), // Perplexity
            Map.entry("search_queries", PriceKind.WEB_SEARCH),
            Map.entry("google_search", PriceKind.WEB_SEARCH), // Gemini
            Map.entry("file_search", PriceKind.FILE_SEARCH), // OpenAI
            Map.entry("x_search", PriceKind.SOCIAL_SEARCH), // xAI
            Map.entry("code_interpreter", PriceKind.CODE_EXECUTION), // OpenAI, xAI
            Map.entry("code_execution", PriceKind.CODE_EXECUTION)); // Anthropic, Gemini

    private ToolFees() {}

    /**
     * The fee due for the calls of one of an answer's tools. OpenAI and xAI list a tool's calls in the output and count them
     * besides: then the count is what is charged, and the list is not charged again.
     *
     * @param tools all that the answer names, this one too
     */
    static Optional<PriceKind> due(String tool, Set<String> tools) {
        Optional<PriceKind> fee = of(tool);
        boolean counted = isListed(tool)
                && tools.stream()
                        .anyMatch(other -> !isListed(other) && of(other).equals(fee));
        return counted ? Optional.empty() : fee;
    }

    /** Whether it is the type of an output item, as web_search_call is. */
    private static boolean isListed(String tool) {
        return tool.endsWith("_call");
    }

    static Optional<PriceKind> of(String tool) {
        String name = tool.toLowerCase(Locale.ROOT);
        for (String ending : new String[] {"_requests", "_calls", "_call", "_count"}) {
            name = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
        }
        return Optional.ofNullable(FEES.get(name));
    }
}
