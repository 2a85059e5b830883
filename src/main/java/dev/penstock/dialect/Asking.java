package dev.penstock.dialect;

import dev.penstock.dialect.AskedKeys.Meaning;
import dev.penstock.dialect.AskedKeys.Tracked;
import dev.penstock.json.BodyParts;
import dev.penstock.json.PartCount;
import dev.penstock.json.TopLevelScan.Kind;
import dev.penstock.json.TopLevelScan.Member;
import dev.penstock.json.TopLevelScan.Members;
import dev.penstock.json.TopLevelScan.Want;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what one body asks while it is walked. */
final class Asking implements Members {
    private static final long UNSAID = -1;
    /** The largest whole number that every reader of JSON agrees on (RFC 8259, 6). */
    private static final double EXACT = 9_007_199_254_740_991.0;
    /** More answers than any provider gives to one call (OpenAI: 128); keeps products far from overflow. */
    private static final long MOST_CHOICES = 1_000_000;

    private final AskedKeys keys;
    private final PartCount counted;
    private final Set<Tracked> seen = new HashSet<>();

    private Optional<String> model = Optional.empty();
    private @Nullable Member stream;
    private @Nullable Member streamOptions;
    private @Nullable Member includeUsage;
    private long maxOutput = UNSAID;
    private boolean maxUnclear;
    private long choices = 1;
    private long prompts = 1;
    private Optional<String> serviceTier = Optional.empty();
    private boolean tools;
    private boolean stored;

    Asking(AskedKeys keys, PartCount counted) {
        this.keys = keys;
        this.counted = counted;
    }

    @Override
    public Want want(String parent, String name) {
        Tracked key = keys.find(parent, name);
        if (key == null) {
            return Want.NOTHING;
        }
        if (!key.name().equals(name)) {
            throw AskReader.refused(
                    "The request body writes '" + key.path() + "' in other letters; write it exactly so");
        }
        if (!seen.add(key)) {
            throw AskReader.refused("The request body has '" + key.path() + "' more than once; send it once");
        }
        return key.want();
    }

    @Override
    public void member(String parent, Member member) {
        Tracked key = keys.find(parent, member.name());
        if (key == null) {
            return;
        }
        switch (key.meaning()) {
            case MODEL -> model = model(key, member);
            case STREAM -> stream = booleanOrNull(key, member);
            case STREAM_OPTIONS -> streamOptions = member;
            case INCLUDE_USAGE -> includeUsage = booleanOrNull(key, member);
            case MAX_OUTPUT -> maxOutput(member);
            case CHOICES -> choices = Math.max(choices, choices(member));
            case PROMPTS -> prompts = Math.max(1, member.texts());
            case SERVICE_TIER -> serviceTier = serviceTier.or(() -> tier(member));
            case TOOLS -> tools |= !member.empty();
            case STORED -> stored |= member.kind() != Kind.NULL;
            case HOLDER, EMBEDS -> {}
        }
    }

    Asked asked() {
        OptionalLong max = maxUnclear || maxOutput == UNSAID ? OptionalLong.empty() : OptionalLong.of(maxOutput);
        BodyParts parts = counted.parts(tools, stored);
        long answers = Math.min(MOST_CHOICES, choices * prompts);
        return new Asked(model, streams(), includeUsage(), max, answers, serviceTier, parts, splice());
    }

    private boolean streams() {
        if (stream != null && stream.kind() != Kind.NULL) {
            return stream.kind() == Kind.TRUE;
        }
        return keys.streamsUnlessToldNotTo() && seen.stream().noneMatch(key -> key.meaning() == Meaning.EMBEDS);
    }

    private Optional<Boolean> includeUsage() {
        return includeUsage == null || includeUsage.kind() == Kind.NULL
                ? Optional.empty()
                : Optional.of(includeUsage.kind() == Kind.TRUE);
    }

    /** Only where the body itself asks for a stream and does not ask for usage yet. */
    private Optional<Asked.Splice> splice() {
        boolean knowsUsage = keys.keys().stream().anyMatch(key -> key.meaning() == Meaning.INCLUDE_USAGE);
        if (!knowsUsage || stream == null || stream.kind() != Kind.TRUE) {
            return Optional.empty();
        }
        if (streamOptions == null) {
            return Optional.of(new Asked.Splice(stream.valueTo(), 0, ",\"stream_options\":{\"include_usage\":true}"));
        }
        return switch (streamOptions.kind()) {
            case NULL -> Optional.of(replacing(streamOptions, "{\"include_usage\":true}"));
            case OBJECT -> inside(streamOptions);
            case ARRAY, STRING, NUMBER, TRUE, FALSE -> Optional.empty();
        };
    }

    private Optional<Asked.Splice> inside(Member options) {
        if (includeUsage == null) {
            String text = options.empty() ? "\"include_usage\":true" : "\"include_usage\":true,";
            return Optional.of(new Asked.Splice(options.valueFrom() + 1, 0, text));
        }
        return includeUsage.kind() == Kind.TRUE ? Optional.empty() : Optional.of(replacing(includeUsage, "true"));
    }

    private static Asked.Splice replacing(Member member, String text) {
        return new Asked.Splice(member.valueFrom(), member.valueTo() - member.valueFrom(), text);
    }

    private static Optional<String> model(Tracked key, Member member) {
        if (member.kind() == Kind.NULL) {
            return Optional.empty();
        }
        if (member.kind() != Kind.STRING) {
            throw AskReader.refused("The request body's '" + key.path() + "' must be a string");
        }
        String name = member.text()
                .orElseThrow(() ->
                        AskReader.refused("The request body's '" + key.path() + "' is too long to be a model's name"));
        if (name.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw AskReader.refused(
                    "The request body's '" + key.path() + "' holds half a character (a lone surrogate)");
        }
        return Optional.of(name);
    }

    private static Member booleanOrNull(Tracked key, Member member) {
        return switch (member.kind()) {
            case TRUE, FALSE, NULL -> member;
            // Lenient servers take "yes", "true" or 1 for true, strict ones do not: we cannot know which.
            case STRING, NUMBER, OBJECT, ARRAY ->
                throw AskReader.refused("The request body's '" + key.path() + "' must be true or false");
        };
    }

    /** Of several maxima the largest, because we cannot know which one the provider obeys. */
    private void maxOutput(Member member) {
        if (member.kind() == Kind.NULL) {
            return;
        }
        long value = member.kind() == Kind.NUMBER ? whole(member.text().orElse("")) : UNSAID;
        if (value == UNSAID) {
            maxUnclear = true;
        } else {
            maxOutput = Math.max(maxOutput, value);
        }
    }

    /** A number's value where it is whole (1000, 1000.0, 1e3) and not negative, which Ollama takes for "no bound". */
    private static long whole(String number) {
        double value = number.isEmpty() ? UNSAID : Double.parseDouble(number);
        return value >= 0 && value <= EXACT && value == Math.rint(value) ? (long) value : UNSAID;
    }

    /** At least 1. A number in a string counts like the number; what is no number, no provider takes. */
    private static long choices(Member member) {
        return switch (member.kind()) {
            case NUMBER, STRING -> rounded(member.text().orElse(""));
            case OBJECT, ARRAY, TRUE, FALSE, NULL -> 1;
        };
    }

    private static long rounded(String number) {
        try {
            double value = Math.ceil(Double.parseDouble(number));
            return (long) Math.clamp(value, 1, MOST_CHOICES);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static Optional<String> tier(Member member) {
        return member.kind() == Kind.STRING ? member.text() : Optional.empty();
    }
}
