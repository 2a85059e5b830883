package dev.penstock.config;

import dev.penstock.call.HealthSettings;
import dev.penstock.call.HealthSettings.ActiveCheck;
import dev.penstock.call.HealthSettings.Breaker;
import dev.penstock.call.HealthSettings.Concurrency;
import dev.penstock.call.HealthSettings.Cooling;
import dev.penstock.call.HealthSettings.RetryBudget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The keys under "health": when targets, keys and upstreams count as well. */
final class HealthKeys {
    private static final Breaker BREAKER = Breaker.DEFAULT;
    private static final Cooling COOLING = Cooling.DEFAULT;

    private static final Key<Boolean> ON =
            Key.of("on", Kinds.flag(), BREAKER.on(), "Whether targets that fail are left alone for a while.");
    private static final Key<Integer> CONSECUTIVE = Key.of(
            "consecutive", Kinds.whole(1, 1_000), BREAKER.consecutive(), "So many failures in a row bench a target.");
    private static final Key<Integer> PERCENT = Key.of(
            "percent",
            Kinds.whole(1, 100),
            BREAKER.percent(),
            "Or so many failures of a hundred outcomes of the last 10 seconds.");
    private static final Key<Integer> OUTCOMES = Key.of(
            "outcomes",
            Kinds.whole(1, 100_000),
            BREAKER.outcomes(),
            "The fewest outcomes that share is reckoned from.");
    private static final Key<Duration> OPEN = span(
            "open",
            "100ms",
            "10m",
            BREAKER.open(),
            "How long it is left alone the first time; doubles while it fails.");
    private static final Key<Duration> LONGEST_OPEN = span(
            "longest_open", "100ms", "1h", BREAKER.longestOpen(), "The longest of these times, give or take a tenth.");
    private static final Key<Integer> PROBES = Key.of(
            "probes",
            Kinds.whole(1, 100),
            BREAKER.probes(),
            "So many good answers, one call at a time, bring it back.");
    private static final Key<Duration> SLOW_START = span(
            "slow_start",
            "0s",
            "10m",
            BREAKER.slowStart(),
            "Over so long it takes more and more of its calls again, beginning with a tenth; 0s is all at once.");
    private static final Key<Breaker> BREAKER_SECTION = Key.section(
            "breaker",
            new SectionKind<>(
                    List.of(ON, CONSECUTIVE, PERCENT, OUTCOMES, OPEN, LONGEST_OPEN, PROBES, SLOW_START),
                    HealthKeys::breaker),
            "When a target is passed over because it fails, and how it comes back.");

    private static final Key<Duration> LONGEST_ASKED = span(
            "longest_asked",
            "0s",
            "1h",
            COOLING.longestAsked(),
            "The longest an upstream can have a key or a target left alone by Retry-After.");
    private static final Key<Duration> THROTTLED = span(
            "throttled",
            "100ms",
            "10m",
            COOLING.throttled(),
            "How long a throttled key is left alone where the upstream names no time; doubles while repeated.");
    private static final Key<Duration> LONGEST_THROTTLED =
            span("longest_throttled", "100ms", "1h", COOLING.longestThrottled(), "The longest of these times.");
    private static final Key<Duration> EXHAUSTED = span(
            "exhausted",
            "1s",
            "24h",
            COOLING.exhausted(),
            "How long a key without quota or credit is left alone; doubles while repeated.");
    private static final Key<Duration> REJECTED = span(
            "rejected",
            "1s",
            "24h",
            COOLING.rejected(),
            "How long a key that was not taken is left alone; doubles while repeated.");
    private static final Key<Duration> LONGEST =
            span("longest", "1s", "24h", COOLING.longest(), "The longest of 'exhausted' and 'rejected' doubled.");
    private static final Key<Cooling> COOLING_SECTION = Key.section(
            "cooling",
            new SectionKind<>(
                    List.of(LONGEST_ASKED, THROTTLED, LONGEST_THROTTLED, EXHAUSTED, REJECTED, LONGEST),
                    fields -> new Cooling(
                            fields.get(LONGEST_ASKED),
                            fields.get(THROTTLED),
                            fields.get(LONGEST_THROTTLED),
                            fields.get(EXHAUSTED),
                            fields.get(REJECTED),
                            fields.get(LONGEST))),
            "How long keys are left alone.");

    private static final Key<Integer> RETRY_PERCENT = Key.of(
            "percent",
            Kinds.whole(0, 1_000),
            RetryBudget.DEFAULT.percent(),
            "Further tries at one upstream, in percent of the first tries of the last 10 seconds.");
    private static final Key<Integer> RETRY_LEAST = Key.of(
            "least",
            Kinds.whole(0, 1_000),
            RetryBudget.DEFAULT.least(),
            "So many further tries a second are allowed in any case.");
    private static final Key<RetryBudget> RETRIES = Key.section(
            "retries",
            new SectionKind<>(
                    List.of(RETRY_PERCENT, RETRY_LEAST),
                    fields -> new RetryBudget(fields.get(RETRY_PERCENT), fields.get(RETRY_LEAST))),
            "How many further tries an upstream gets, over the whole process.");

    private static final Key<Boolean> ADAPTIVE = Key.of(
            "adaptive",
            Kinds.flag(),
            Concurrency.DEFAULT.adaptive(),
            "Whether the number of calls open at an upstream comes down when it slows down or is overloaded.");
    private static final Key<Integer> LEAST =
            Key.of("least", Kinds.whole(1, 1_000_000), Concurrency.DEFAULT.least(), "It never comes below so many.");
    private static final Key<Optional<Integer>> MOST = Key.optional(
            "most",
            Kinds.whole(1, 1_000_000),
            "as many as there may be client connections",
            "Calls that may be open at one upstream when all is well.");
    private static final Key<Concurrency> CONCURRENCY = Key.section(
            "concurrency",
            new SectionKind<>(List.of(ADAPTIVE, LEAST, MOST), HealthKeys::concurrency),
            "How many calls may be open at one upstream, over the whole process.");

    private static final Key<Optional<String>> PROVIDER =
            Key.optional("provider", Kinds.text(1, 64), "none", "The provider whose address is asked; or give 'url'.");
    private static final Key<Optional<String>> URL =
            Key.optional("url", Urls.kind(), "none", "The address that is asked; or give 'provider'.");
    private static final Key<String> PATH = Key.of(
            "path",
            Kinds.matching("/[!-~]{0,1023}", "a path that begins with a slash"),
            "/",
            "What is asked for there, without any credential; every answer below 500 is good.");
    private static final Key<Duration> EVERY =
            span("every", "1s", "1h", Duration.ofSeconds(30), "How often, give or take a tenth.");
    private static final Key<Duration> TIMEOUT =
            span("timeout", "100ms", "1m", Duration.ofSeconds(5), "How long an answer may take.");
    private static final Key<List<ActiveCheck>> ACTIVE = Key.of(
            "active",
            ListKind.of(new SectionKind<>(List.of(PROVIDER, URL, PATH, EVERY, TIMEOUT), HealthKeys::check), 100),
            List.of(),
            "Addresses that are asked now and then whether they are well, beside what calls show; none unless given.");

    static final SectionKind<HealthSettings> SECTION = new SectionKind<>(
            List.of(BREAKER_SECTION, COOLING_SECTION, RETRIES, CONCURRENCY, ACTIVE),
            fields -> new HealthSettings(
                    fields.get(BREAKER_SECTION),
                    fields.get(COOLING_SECTION),
                    fields.get(RETRIES),
                    fields.get(CONCURRENCY),
                    fields.get(ACTIVE)));

    private HealthKeys() {}

    private static Key<Duration> span(String name, String least, String most, Duration fallback, String says) {
        return Key.of(name, Kinds.span(least, most), fallback, says);
    }

    private static Breaker breaker(Fields fields) {
        if (fields.get(LONGEST_OPEN).compareTo(fields.get(OPEN)) < 0) {
            fields.refuse(LONGEST_OPEN, "is shorter than 'open'; must be as long or longer");
        }
        return new Breaker(
                fields.get(ON),
                fields.get(CONSECUTIVE),
                fields.get(PERCENT),
                fields.get(OUTCOMES),
                fields.get(OPEN),
                fields.get(LONGEST_OPEN),
                fields.get(PROBES),
                fields.get(SLOW_START));
    }

    private static Concurrency concurrency(Fields fields) {
        OptionalInt most = fields.get(MOST).map(OptionalInt::of).orElse(OptionalInt.empty());
        int least = fields.get(LEAST);
        if (most.isPresent() && most.getAsInt() < least) {
            fields.refuse(MOST, "is " + most.getAsInt() + ", less than 'least', which is " + least);
        }
        return new Concurrency(fields.get(ADAPTIVE), least, most);
    }

    private static ActiveCheck check(Fields fields) {
        Optional<String> provider = fields.get(PROVIDER);
        Optional<String> url = fields.get(URL);
        if (provider.isPresent() == url.isPresent()) {
            fields.refuse(PROVIDER, "and 'url' are " + (url.isPresent() ? "both" : "not") + " given; give one of them");
        }
        Set<String> known = fields.providers();
        provider.filter(slug -> !known.isEmpty() && !known.contains(slug))
                .ifPresent(slug -> fields.refuse(
                        PROVIDER, "names the unknown provider '" + slug + "'" + Nearest.hint(slug, known)));
        return new ActiveCheck(provider, url, fields.get(PATH), fields.get(EVERY), fields.get(TIMEOUT));
    }
}
