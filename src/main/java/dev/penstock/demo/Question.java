package dev.penstock.demo;

import dev.penstock.json.JsonTree;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks, whichever dialect it came in.
 *
 * @param prompt everything the client sent the model, in order: what is counted
 * @param lastWords the user's last message
 * @param tools what may be called; empty where the client forbids calls or the last turn is a tool's result
 * @param mustCall whether the client demands a call
 * @param maxOutput the most tokens of the answer
 * @param includeUsage whether a chat stream ends with its usage
 */
record Question(
        Model model,
        boolean stream,
        String prompt,
        String lastWords,
        List<Tool> tools,
        boolean mustCall,
        long maxOutput,
        boolean includeUsage) {

    /** A function the client offers, with its JSON schema as parsed. */
    record Tool(String name, JsonTree schema) {}

    /** The tool the user speaks of, or the first where a call is demanded. */
    Optional<Tool> wantedTool() {
        Optional<Tool> mentioned = tools.stream()
                .filter(tool -> Topic.mentions(lastWords, tool.name()))
                .findFirst();
        return mentioned.isPresent() || !mustCall ? mentioned : tools.stream().findFirst();
    }
}
