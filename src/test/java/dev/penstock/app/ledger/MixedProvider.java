package dev.penstock.app.ledger;

import dev.penstock.app.ledger.Mixture.Fate;
import dev.penstock.app.ledger.Mixture.Leaving;
import dev.penstock.app.ledger.Mixture.Leg;
import dev.penstock.app.ledger.Mixture.Model;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Providers of three dialects at one address, which keep their own books: what they charge for each request they got. */
final class MixedProvider implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("#(\\d+\\.\\d+)#");

    private static final Pattern USAGE = Pattern.compile(",\"usage(Metadata)?\":\\{(?:[^{}]|\\{[^{}]*\\})*\\}");

    private final FakeProvider fake = FakeProvider.start().answering(this::answer);
    private final Map<String, Leg> legs = new ConcurrentHashMap<>();
    private final Map<String, Leaving> leaving = new ConcurrentHashMap<>();
    private final Map<String, Long> charged = new ConcurrentHashMap<>();
    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private final Map<String, Boolean> custom = new ConcurrentHashMap<>();

    MixedProvider(List<Mixture> calls) {
        for (Mixture call : calls) {
            for (Leg leg : call.legs()) {
                legs.put(leg.key(), leg);
                leaving.put(leg.key(), call.leaving());
                custom.put(leg.key(), call.customCost().isPresent());
            }
        }
    }

    String origin() {
        return fake.origin();
    }

    /** What is charged for all requests of a leg. */
    long charged(Leg leg) {
        return charged.getOrDefault(leg.key(), 0L);
    }

    /** How many requests of a leg came. */
    int received(Leg leg) {
        return received.getOrDefault(leg.key(), 0);
    }

    private Script answer(ReceivedRequest request) {
        Matcher key = KEY.matcher(request.bodyText());
        if (!key.find()) {
            throw new IllegalStateException("A request of nobody's: " + request);
        }
        Leg leg = Objects.requireNonNull(legs.get(key.group(1)));
        charged.merge(leg.key(), charge(leg), Long::sum);
        received.merge(leg.key(), 1, Integer::sum);
        return script(leg);
    }

    /**
     * Who rejects charges nothing. Whoever begins goes on to the end; of what never left the provider it may have made
     * all that was allowed.
     */
    private long charge(Leg leg) {
        if (leg.fate() == Fate.REJECTED) {
            return 0;
        }
        if (custom.getOrDefault(leg.key(), false)) {
            return Mixture.CUSTOM_NANO;
        }
        Model model = leg.model();
        return switch (leg.fate()) {
            case REPORTED, CUT, UNREADABLE -> model.cost(leg.input(), leg.output());
            case UNREPORTED -> model.cost(leg.words(), leg.output());
            case RESET, SILENT -> model.cost(leg.input(), Mixture.MOST_OUTPUT);
            case REJECTED, UNREACHABLE -> 0;
        };
    }

    private Script script(Leg leg) {
        Script whole = leg.streams() ? stream(leg) : Script.json(200, json(leg));
        Script timed = switch (leaving.getOrDefault(leg.key(), Leaving.STAYS)) {
            case BEFORE_HEAD -> whole.delayBefore(Duration.ofMillis(60));
            case MID_STREAM -> leg.streams() ? whole.delayBetween(Duration.ofMillis(2)) : whole;
            case STAYS, AFTER_END -> whole;
        };
        return switch (leg.fate()) {
            case REPORTED, UNREPORTED -> timed;
            case REJECTED -> Script.json(leg.output() % 2 == 0 ? 429 : 500, "{\"error\":{\"message\":\"no\"}}");
            case RESET -> whole.resetAfter(0);
            case SILENT -> Script.neverAnswer();
            case UNREADABLE -> whole.header("content-encoding", "x-nobody");
            case CUT -> leg.streams() ? timed.resetAfterPieces(4) : timed.resetAfterBody(20);
            case UNREACHABLE -> throw new IllegalStateException("Nobody listens for " + leg);
        };
    }

    private static String json(Leg leg) {
        String whole = events(leg, true).whole();
        return leg.fate() == Fate.UNREPORTED ? USAGE.matcher(whole).replaceAll("") : whole;
    }

    /** Anthropic cannot but tell its usage in a stream. */
    private static Script stream(Leg leg) {
        Events events = events(leg, leg.fate() != Fate.UNREPORTED || leg.model() == Model.CLAUDE);
        if (leg.fate() != Fate.UNREPORTED) {
            return events.script();
        }
        List<byte[]> bare = events.list().stream()
                .map(event -> USAGE.matcher(Bytes.text(event)).replaceAll(""))
                .map(Bytes::of)
                .toList();
        return Script.answer(200).header("content-type", events.contentType()).pieces(bare);
    }

    private static Events events(Leg leg, boolean told) {
        String[] words = new String[leg.output()];
        Arrays.fill(words, " sea");
        Events events = switch (leg.model()) {
            case BIG, SMALL, NOWHERE -> Events.chat(words);
            case CLAUDE -> Events.anthropic(words);
            case FLASH -> Events.gemini(words);
        };
        Events named = events.model(leg.model().id);
        return told ? named.usage(leg.input(), leg.output()) : named;
    }

    @Override
    public void close() {
        fake.close();
    }
}
