package dev.penstock.config;

import dev.penstock.call.LimitRule.Exhausted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The key "exhausted" of a limit: a word, or a block with what is done instead of refusing. */
final class ExhaustedKeys {
    private static final String REFUSE = "refuse";

    private static final Key<Optional<String>> PROVIDER =
            Key.optional("provider", Kinds.text(1, 64), "the same", "The provider it is sent to.");
    private static final Key<String> MODEL = Key.required("model", Kinds.text(1, 256), "The model it is sent to.");
    private static final Key<Optional<Exhausted>> DOWNGRADE = Key.optional(
            "downgrade",
            new SectionKind<>(
                    List.of(PROVIDER, MODEL),
                    fields -> new Exhausted.Downgrade(fields.get(PROVIDER), fields.get(MODEL))),
            "none",
            "Another model the call is sent to.");

    private static final Key<Duration> LONGEST =
            Key.required("longest", Kinds.span("1ms", "10m"), "The longest a call waits; then it is refused.");
    private static final Key<Integer> PLACES =
            Key.of("places", Kinds.whole(1, 10_000), 100, "How many may wait at once; further ones are refused.");
    private static final Key<Optional<Exhausted>> WAIT = Key.optional(
            "wait",
            new SectionKind<>(
                    List.of(LONGEST, PLACES), fields -> new Exhausted.Wait(fields.get(LONGEST), fields.get(PLACES))),
            "none",
            "The call waits until something is left.");

    static final Key<Exhausted> KEY = new Key<>(
            "exhausted",
            new TextOrBlockKind<>(
                    Kinds.parsed(
                            REFUSE,
                            text -> text.equals(REFUSE) ? new Exhausted.Refuse() : null,
                            ignored -> REFUSE,
                            Kinds.schema("type", "string", "enum", List.of(REFUSE))),
                    new SectionKind<>(List.of(DOWNGRADE, WAIT), ExhaustedKeys::either)),
            new Exhausted.Refuse(),
            REFUSE,
            "What becomes of a call for which nothing is left: refuse, downgrade or wait.",
            false,
            null);

    private ExhaustedKeys() {}

    private static Exhausted either(Fields fields) {
        Optional<Exhausted> downgrade = fields.get(DOWNGRADE);
        Optional<Exhausted> wait = fields.get(WAIT);
        if (downgrade.isPresent() == wait.isPresent()) {
            fields.refuse(
                    WAIT,
                    wait.isPresent()
                            ? "stands beside 'downgrade'; keep one"
                            : "and 'downgrade' are both missing; give one, or the word refuse");
        }
        return downgrade.or(() -> wait).orElseGet(Exhausted.Refuse::new);
    }
}
