package dev.penstock.route;

import dev.penstock.call.NanoUsd;
import dev.penstock.call.Routing.Strategy;
import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads the elements that call models: model, and balance, which has several to choose from. */
final class TargetReader {
    private static final int MOST_TARGETS = 20;
    private static final int MOST_WEIGHT = 1_000;
    private static final int LONGEST_PROVIDER = 64;
    private static final int LONGEST_MODEL = 256;
    private static final int LONGEST_KEY = 128;
    private static final long LONGEST_WAIT = 3_600_000;
    private static final int MOST_RETRIES = 5;
    private static final int MOST_HEDGED = 5;
    static final String P95 = "p95";
    private static final Member NOBODY = new Member("", "", 1, Optional.empty());
    private static final BigDecimal MOST_MONEY = BigDecimal.valueOf(1_000);

    private final ElementFields fields;
    private final Predicate<String> isProvider;

    TargetReader(ElementFields fields, Predicate<String> isProvider) {
        this.fields = fields;
        this.isProvider = isProvider;
    }

    Element.Model model(String end) {
        String provider = fields.text("provider", LONGEST_PROVIDER);
        String mistake = providerMistake(provider);
        if (!mistake.isEmpty()) {
            fields.wrong(mistake, "properties", "provider");
        }
        return new Element.Model(
                fields.id(),
                provider,
                fields.text("model", LONGEST_MODEL),
                fields.optionalText("key", LONGEST_KEY),
                timeout(),
                retries(),
                hedging(true),
                fields.output("success"),
                fields.output("fallback", end));
    }

    Element.Balance balance(String end) {
        return new Element.Balance(
                fields.id(),
                strategy(),
                targets(),
                timeout(),
                retries(),
                fields.field("affinity"),
                hedging(false),
                fields.output("success"),
                fields.output("fallback", end));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Duration timeout() {
        return Duration.ofMillis(fields.whole("timeout", 0, LONGEST_WAIT, 0));
    }

    private int retries() {
        return Math.toIntExact(fields.whole("retries", 0, MOST_RETRIES, 0));
    }

    private Strategy strategy() {
        JsonTree written = fields.property("strategy");
        String word =
                written.isMissing() ? word(Strategy.FIRST) : written.text().orElse("");
        Optional<Strategy> known = EnumSet.allOf(Strategy.class).stream()
                .filter(strategy -> word(strategy).equals(word))
                .findFirst();
        if (known.isEmpty()) {
            String words = EnumSet.allOf(Strategy.class).stream()
                    .map(TargetReader::word)
                    .collect(Collectors.joining(", "));
            fields.wrong("'strategy' must be one of " + words, "properties", "strategy");
        }
        return known.orElse(Strategy.FIRST);
    }

    private List<Member> targets() {
        List<JsonTree> items = fields.property("targets").items();
        if (items.isEmpty() || items.size() > MOST_TARGETS) {
            fields.wrong(
                    "'targets' must be a list of 1 to " + MOST_TARGETS
                            + " targets such as {\"provider\":\"openai\",\"model\":\"gpt-4o\"}",
                    "properties",
                    "targets");
            return List.of();
        }
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            PropertyBlock block = new PropertyBlock(fields, items.get(i), "targets", Integer.toString(i));
            int weight = block.whole("weight", 1, MOST_WEIGHT, 1);
            members.add(member(block, weight));
            block.complain();
        }
        return members;
    }

    private Member member(PropertyBlock block, int weight) {
        if (!block.isObject()) {
            return NOBODY;
        }
        String provider = block.text("provider", LONGEST_PROVIDER);
        String mistake = providerMistake(provider);
        if (!mistake.isEmpty()) {
            block.wrong("provider", "is wrong: " + mistake);
        }
        return new Member(provider, block.text("model", LONGEST_MODEL), weight, block.optionalText("key", LONGEST_KEY));
    }

    /** @param mayNameTarget whether there are no other members that a second request could go to */
    private Optional<Hedging> hedging(boolean mayNameTarget) {
        JsonTree written = fields.property("hedge");
        if (written.isMissing()) {
            return Optional.empty();
        }
        if (!written.isObject()) {
            fields.wrong(
                    "'hedge' must be an object such as {\"after\":\"p95\"}; {} is its defaults", "properties", "hedge");
            return Optional.empty();
        }
        PropertyBlock block = new PropertyBlock(fields, written, "hedge");
        Hedging hedging = new Hedging(
                after(block),
                block.whole("most", 1, MOST_HEDGED, MOST_HEDGED),
                costCap(block),
                mayNameTarget ? to(block) : Optional.empty());
        block.complain();
        return Optional.of(hedging);
    }

    private static Optional<Duration> after(PropertyBlock block) {
        JsonTree after = block.value("after");
        OptionalLong millis = after.whole();
        if (millis.isPresent() && millis.getAsLong() >= 1 && millis.getAsLong() <= LONGEST_WAIT) {
            return Optional.of(Duration.ofMillis(millis.getAsLong()));
        }
        if (!after.isMissing() && !after.text().equals(Optional.of(P95))) {
            block.wrong("after", "must be \"p95\" or milliseconds from 1 to " + LONGEST_WAIT);
        }
        return Optional.empty();
    }

    private static Optional<NanoUsd> costCap(PropertyBlock block) {
        JsonTree written = block.value("cost_cap");
        if (written.isMissing()) {
            return Optional.empty();
        }
        // An exponent is not trusted: 1e999999999 is a short text and a very long number.
        Optional<BigDecimal> dollars = written.decimal()
                .filter(some -> some.signum() > 0 && some.compareTo(MOST_MONEY) <= 0 && some.scale() <= 9);
        if (dollars.isEmpty()) {
            block.wrong(
                    "cost_cap",
                    "must be US dollars above 0, up to " + MOST_MONEY.toPlainString() + ", with at most nine decimals");
        }
        return dollars.map(some -> new NanoUsd(some.movePointRight(9).longValueExact()));
    }

    private Optional<Member> to(PropertyBlock block) {
        JsonTree written = block.value("to");
        if (written.isMissing()) {
            return Optional.empty();
        }
        PropertyBlock target = new PropertyBlock(fields, written, "hedge", "to");
        Member member = member(target, 1);
        target.complain();
        return Optional.of(member);
    }

    private String providerMistake(String provider) {
        boolean isKnown = provider.isEmpty() || isProvider.test(provider) || isCustom(provider);
        return isKnown ? "" : "there is no provider '" + provider + "'; use a slug such as openai, or custom-SLUG";
    }

    private static boolean isCustom(String provider) {
        return provider.matches("custom-[a-z0-9][a-z0-9-]{0,56}");
    }
}
