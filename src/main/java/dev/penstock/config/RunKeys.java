package dev.penstock.config;

import dev.penstock.call.Budgeting;
import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys under "runs" of a gateway: what the calls of one session may come to together. */
final class RunKeys {
    private static final Map<Property, Match> EACH_RUN = Map.of(new Property.Session(), new Match.Each());
    private static final Map<Property, Match> EACH_BODY =
            Map.of(new Property.Session(), new Match.Each(), new Property.Body(), new Match.Each());

    private static final Key<String> HEADER = Key.of(
            "header",
            Kinds.matching("[A-Za-z0-9-]{1,64}", "the name of a header: 1 to 64 letters, digits or '-'"),
            Budgeting.DEFAULT.sessionHeader().orElseThrow(),
            "The request header that names the run; without it the trace id of traceparent does.");
    private static final Key<Optional<BigDecimal>> DOLLARS =
            Key.optional("dollars", Kinds.dollars("US dollars"), "unlimited", "What one run may cost.");
    private static final Key<Optional<BigDecimal>> TOKENS = cap("tokens", "Input and output tokens of one run.");
    private static final Key<Optional<BigDecimal>> CALLS = cap("calls", "Calls of one run.");
    private static final Key<Optional<BigDecimal>> IDENTICAL_CALLS =
            cap("identical_calls", "Calls of one run with the same body, byte for byte: what stops a loop.");
    private static final Key<Duration> WINDOW = Key.of(
            "window", Kinds.span("1s", "400d"), Duration.ofHours(24), "The time just past in which these are counted.");
    private static final Key<Exhausted> EXHAUSTED = ExhaustedKeys.KEY;
    private static final Key<Optional<Integer>> WARN_AT = RuleKeys.warnAt();

    static final SectionKind<Runs> SECTION = new SectionKind<>(
            List.of(HEADER, DOLLARS, TOKENS, CALLS, IDENTICAL_CALLS, WINDOW, EXHAUSTED, WARN_AT), RunKeys::runs);

    private RunKeys() {}

    /** How runs are named, and what each may use. */
    record Runs(String header, List<LimitRule> caps) {
        static final Runs UNLIMITED = new Runs(HEADER.fallbackText(), List.of());

        Runs {
            caps = List.copyOf(caps);
        }
    }

    private static Key<Optional<BigDecimal>> cap(String name, String says) {
        return Key.optional(name, Kinds.amount(), "unlimited", says);
    }

    private static Runs runs(Fields fields) {
        List<LimitRule> caps = new ArrayList<>();
        add(fields, DOLLARS, Counted.COST, EACH_RUN, caps);
        add(fields, TOKENS, Counted.TOKENS, EACH_RUN, caps);
        add(fields, CALLS, Counted.REQUESTS, EACH_RUN, caps);
        add(fields, IDENTICAL_CALLS, Counted.REQUESTS, EACH_BODY, caps);
        return new Runs(fields.get(HEADER), caps);
    }

    private static void add(
            Fields fields,
            Key<Optional<BigDecimal>> key,
            Counted counted,
            Map<Property, Match> by,
            List<LimitRule> out) {
        fields.get(key)
                .ifPresent(most -> out.add(new LimitRule(
                        key.name(),
                        Origin.RUN,
                        counted,
                        RuleKeys.amount(fields, key, counted, most),
                        new Window.Sliding(fields.get(WINDOW)),
                        true,
                        by,
                        fields.get(EXHAUSTED),
                        RuleKeys.warnAt(fields.get(WARN_AT)))));
    }
}
