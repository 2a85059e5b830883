package dev.penstock.config;

import dev.penstock.call.Counted;
import dev.penstock.call.GatewaySettings.Technique;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Window;
import dev.penstock.json.Shown;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of an item of "limits" of a gateway and of "account_limits". */
final class RuleKeys {
    static final int MOST = 10_000;

    private static final String EACH = "each";
    private static final String METADATA = "metadata.";
    private static final int MOST_PROPERTIES = 12;

    private static final Map<String, Property> PROPERTIES = Map.of(
            "token", new Property.Token(),
            "key", new Property.Key(),
            "provider", new Property.Provider(),
            "model", new Property.Model(),
            "session", new Property.Session(),
            "body", new Property.Body(),
            "gateway", new Property.Gateway());

    private static final Key<String> ID = Key.required(
            "id",
            Kinds.matching("[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits, '.', '_' or '-'"),
            "The limit's name, which its counters keep.");
    private static final Key<Counted> COUNTS = Key.required("counts", Kinds.oneOf(Counted.class), "What is counted.");
    private static final Key<BigDecimal> LIMIT = Key.required(
            "limit",
            Kinds.amount(),
            "The most there may be: US dollars with at most nine decimals for cost, a whole number for the rest.");
    private static final Key<Optional<Duration>> WINDOW = Key.optional(
            "window", Kinds.span("1s", "400d"), "none", "The length of time it holds for; or else give 'period'.");
    private static final Key<Optional<Technique>> TECHNIQUE = Key.optional(
            "technique",
            Kinds.oneOf(Technique.class),
            "sliding",
            "Whether the window is aligned to the clock, or is the time just past at every moment.");
    private static final Key<Optional<Window.Period>> PERIOD = Key.optional(
            "period", Kinds.oneOf(Window.Period.class), "none", "The period of the calendar it holds for.");
    private static final Key<Optional<ZoneId>> ZONE =
            Key.optional("zone", zoneKind(), "the file's time_zone", "Where that period begins.");
    private static final Key<Boolean> STRICT = Key.of(
            "strict",
            Kinds.flag(),
            true,
            "Whether what a call may come to is held before it is sent; otherwise it is counted when it has ended, and"
                    + " bursts overshoot.");
    private static final Key<Map<String, List<String>>> BY = Key.of(
            "by",
            new MapKind<>("property", ListKind.orOne(Kinds.text(1, 256), 100), MOST_PROPERTIES, ignored -> List.of()),
            Map.of(),
            "Which calls, and how they are told apart: by token, key, provider, model, session, body, metadata.KEY or, for"
                    + " an account, gateway. \"each\" has one count for each value; a value or a list of values has one"
                    + " count for these together, and other calls are not the limit's.");
    private static final Key<Exhausted> EXHAUSTED = ExhaustedKeys.KEY;
    private static final Key<Optional<Integer>> WARN_AT = warnAt();

    private RuleKeys() {}

    static SectionKind<LimitRule> section(Origin origin) {
        return new SectionKind<>(
                List.of(ID, COUNTS, LIMIT, WINDOW, TECHNIQUE, PERIOD, ZONE, STRICT, BY, EXHAUSTED, WARN_AT),
                fields -> rule(fields, origin));
    }

    static Key<Optional<Integer>> warnAt() {
        return Key.optional(
                "warn_at",
                Kinds.whole(1, 100),
                "none",
                "Percent of the limit from which answers carry the header cf-aig-budget-warning.");
    }

    static ScalarKind<ZoneId> zoneKind() {
        return Kinds.parsed(
                "a time zone such as UTC or Europe/Berlin",
                RuleKeys::zone,
                ZoneId::getId,
                Kinds.schema("type", "string", "minLength", 1, "maxLength", 64));
    }

    /** Refuses a second rule of one name: both would count in the same place. */
    static void checkNames(Fields fields, Key<List<LimitRule>> key) {
        Set<String> seen = new HashSet<>();
        List<LimitRule> rules = fields.get(key);
        for (int i = 0; i < rules.size(); i++) {
            String id = rules.get(i).id();
            if (!seen.add(id)) {
                fields.refuseItem(key, i, ".id", "is " + id + ", which was given already; must be another");
            }
        }
    }

    static OptionalInt warnAt(Optional<Integer> percent) {
        return percent.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static @Nullable ZoneId zone(String text) {
        try {
            return text.length() > 64 ? null : ZoneId.of(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static LimitRule rule(Fields fields, Origin origin) {
        Counted counted = fields.get(COUNTS);
        if (!counted.isSettled() && !fields.get(STRICT)) {
            fields.refuse(
                    STRICT, "is false, but " + word(counted) + " are known before a call is sent; leave 'strict' out");
        }
        return new LimitRule(
                fields.get(ID),
                origin,
                counted,
                amount(fields, LIMIT, counted, fields.get(LIMIT)),
                window(fields, counted),
                fields.get(STRICT),
                by(fields, origin),
                fields.get(EXHAUSTED),
                warnAt(fields.get(WARN_AT)));
    }

    /** In the unit that is counted: nano-USD for money. */
    static long amount(Fields fields, Key<?> key, Counted counted, BigDecimal amount) {
        BigDecimal units = counted == Counted.COST ? amount.movePointRight(9) : amount;
        try {
            return units.longValueExact();
        } catch (ArithmeticException e) {
            String must =
                    counted == Counted.COST ? "below 9223372036 US dollars" : "a whole number of " + word(counted);
            fields.refuse(key, "is " + amount.toPlainString() + "; must be " + must);
            return 0;
        }
    }

    private static Window window(Fields fields, Counted counted) {
        if (counted.isWhileOpen()) {
            List.of(WINDOW, TECHNIQUE, PERIOD, ZONE).stream()
                    .filter(key -> fields.get(key).isPresent())
                    .forEach(key -> fields.refuse(
                            key,
                            "has no meaning where " + word(counted)
                                    + " are counted: they count while they are under way; leave it out"));
            return new Window.WhileOpen();
        }
        Optional<Duration> length = fields.get(WINDOW);
        if (length.isPresent()) {
            return lengthOfTime(fields, length.get());
        }
        if (fields.get(TECHNIQUE).isPresent()) {
            fields.refuse(TECHNIQUE, "belongs to a 'window'; leave it out, periods are aligned to the calendar");
        }
        if (fields.get(PERIOD).isEmpty()) {
            fields.refuse(WINDOW, "is missing; give a 'window' such as 60s, or a 'period' such as monthly");
        }
        return new Window.Calendar(
                fields.get(PERIOD).orElse(Window.Period.DAILY), fields.get(ZONE).orElse(Window.Calendar.OF_ACCOUNT));
    }

    private static Window lengthOfTime(Fields fields, Duration length) {
        if (fields.get(PERIOD).isPresent()) {
            fields.refuse(PERIOD, "stands beside 'window'; keep one: a limit holds for one time");
        } else if (fields.get(ZONE).isPresent()) {
            fields.refuse(ZONE, "belongs to a 'period'; leave it out, or give 'period' instead of 'window'");
        }
        return switch (fields.get(TECHNIQUE).orElse(Technique.SLIDING)) {
            case FIXED -> new Window.Fixed(length);
            case SLIDING -> new Window.Sliding(length);
        };
    }

    private static Map<Property, Match> by(Fields fields, Origin origin) {
        Map<Property, Match> by = new HashMap<>();
        fields.get(BY).forEach((name, values) -> {
            Optional<Property> property = property(name, origin);
            Match match = values.equals(List.of(EACH)) ? new Match.Each() : new Match.Only(values);
            property.ifPresent(known -> by.put(known, match));
            problem(fields, name, property, match).ifPresent(problem -> fields.refuse(BY, problem));
        });
        return by;
    }

    private static Optional<Property> property(String name, Origin origin) {
        if (name.startsWith(METADATA) && name.length() > METADATA.length()) {
            return Optional.of(new Property.Metadata(name.substring(METADATA.length())));
        }
        boolean isElsewhere = name.equals("gateway") && origin != Origin.ACCOUNT;
        return isElsewhere ? Optional.empty() : Optional.ofNullable(PROPERTIES.get(name));
    }

    private static Optional<String> problem(Fields fields, String name, Optional<Property> property, Match match) {
        if (property.isEmpty()) {
            return Optional.of(unknown(name));
        }
        if (!(match instanceof Match.Only(List<String> values))) {
            return Optional.empty();
        }
        if (values.isEmpty()) {
            return Optional.of("has no value for '" + name + "'; give \"each\", or at least one value");
        }
        return switch (property.get()) {
            case Property.Body ignored ->
                Optional.of("names values of body; only \"each\" has a meaning there: one count for equal bodies");
            case Property.Provider ignored ->
                values.stream()
                        .filter(slug -> isUnknown(slug, fields.providers()))
                        .findFirst()
                        .map(slug ->
                                "names the unknown provider '" + slug + "'" + Nearest.hint(slug, fields.providers()));
            case Property.Gateway ignored -> Optional.empty();
            case Property.Token ignored -> Optional.empty();
            case Property.Key ignored -> Optional.empty();
            case Property.Model ignored -> Optional.empty();
            case Property.Session ignored -> Optional.empty();
            case Property.Metadata ignored -> Optional.empty();
            case Property.Field ignored -> Optional.empty();
        };
    }

    private static String unknown(String name) {
        String what = "names the unknown property '" + Shown.oneLine(name) + "'";
        return name.equals("gateway")
                ? "names 'gateway', which a gateway's own limit always is; put the limit under 'account_limits'"
                : what + Nearest.hint(name, PROPERTIES.keySet())
                        + "; there are token, key, provider, model, session, body and metadata.KEY";
    }

    /** A custom provider may be made while running. */
    private static boolean isUnknown(String slug, Set<String> known) {
        return !known.isEmpty() && !known.contains(slug) && !slug.startsWith("custom-");
    }

    private static String word(Counted counted) {
        return counted.name().toLowerCase(Locale.ROOT);
    }
}
