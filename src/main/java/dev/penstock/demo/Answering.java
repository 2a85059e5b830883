package dev.penstock.demo;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes the reply to a question: a tool call where one is wanted, prose otherwise. Used by one thread. */
final class Answering {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LETTERS = 24;

    private final RandomGenerator random;
    private final InstantSource clock;
    private final PromptMemory memory = new PromptMemory();

    Answering(RandomGenerator random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    Reply to(Question question) {
        long created = clock.instant().getEpochSecond();
        long input = PromptMemory.tokens(question.prompt());
        long cached = memory.cachedTokens(question.prompt());
        Optional<Reply.Call> call = question.wantedTool()
                .map(tool -> new Reply.Call(tool.name(), Topic.arguments(tool.schema(), question.lastWords())));
        if (call.isPresent()) {
            return new Reply(id(), created, question.model(), List.of(), call, Reply.End.TOOL, input, cached);
        }
        List<String> all = Prose.answer(question.lastWords());
        boolean cut = question.maxOutput() < all.size();
        List<String> pieces = cut ? all.subList(0, (int) question.maxOutput()) : all;
        Reply.End end = cut ? Reply.End.LENGTH : Reply.End.DONE;
        return new Reply(id(), created, question.model(), pieces, call, end, input, cached);
    }

    String id() {
        StringBuilder id = new StringBuilder(ID_LETTERS);
        random.ints(ID_LETTERS, 0, LETTERS.length()).forEach(i -> id.append(LETTERS.charAt(i)));
        return id.toString();
    }
}
