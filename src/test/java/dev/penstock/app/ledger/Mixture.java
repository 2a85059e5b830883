package dev.penstock.app.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One call out of thousands: whom it is made for, where it goes, what becomes of it there, and when its client leaves.
 *
 * @param number what tells it from the others, in its metadata and in every body
 * @param token which of the gateway's tokens it shows
 * @param legs one is a call of a provider's own path, several are the steps of the universal endpoint
 * @param customCost US dollars its client says it costs
 */
record Mixture(
        int number,
        String gateway,
        int token,
        String team,
        String user,
        List<Leg> legs,
        Leaving leaving,
        Optional<String> customCost) {

    static final long CUSTOM_NANO = 1_230_000;
    static final int MOST_OUTPUT = 400;

    /** What becomes of a request at its provider. */
    enum Fate {
        /** Answered with usage. */
        REPORTED,
        /** Answered without a word about usage. */
        UNREPORTED,
        /** 4xx or 5xx. */
        REJECTED,
        /** Read whole, then the connection is reset. */
        RESET,
        /** Never answered; the call has a short time-out. */
        SILENT,
        /** Half an answer, then a reset. */
        CUT,
        /** Answered in a coding nobody can read. */
        UNREADABLE,
        /** Nobody listens there. */
        UNREACHABLE
    }

    /** When the client leaves. */
    enum Leaving {
        STAYS,
        BEFORE_HEAD,
        MID_STREAM,
        AFTER_END
    }

    /** What a model takes and costs: nano-USD for a token in and out. */
    enum Model {
        BIG("openai", "gpt-4o", 3_100, 9_700),
        SMALL("openai", "gpt-4o-mini", 170, 610),
        CLAUDE("anthropic", "claude-3-5-sonnet-20240620", 3_300, 15_100),
        FLASH("google-ai-studio", "gemini-2.5-flash", 310, 2_510),
        NOWHERE("groq", "llama-3.3-70b-versatile", 590, 790);

        final String provider;
        final String id;
        final long in;
        final long out;

        Model(String provider, String id, long in, long out) {
            this.provider = provider;
            this.id = id;
            this.in = in;
            this.out = out;
        }

        long cost(long input, long output) {
            return input * in + output * out;
        }

        String price() {
            return "  - {provider: " + provider + ", model: \"" + id + "\", input: " + dollars(in) + ", output: "
                    + dollars(out) + "}\n";
        }

        /** For a million tokens. */
        private static String dollars(long nano) {
            return nano / 1_000 + "." + String.format("%03d", nano % 1_000);
        }

        static String prices() {
            return Arrays.stream(values()).map(Model::price).collect(Collectors.joining());
        }
    }

    /**
     * One target of a call.
     *
     * @param key what its body is known by at the provider
     * @param words of the prompt; each is a token
     * @param output tokens of the answer
     */
    record Leg(String key, Model model, Fate fate, boolean streams, int words, int output) {
        /** What the provider counts: its template takes a few more than there are words. */
        int input() {
            return words + 8;
        }

        String path() {
            return switch (model) {
                case BIG, SMALL, NOWHERE -> "chat/completions";
                case CLAUDE -> "v1/messages";
                case FLASH ->
                    "v1beta/models/" + model.id + (streams ? ":streamGenerateContent?alt=sse" : ":generateContent");
            };
        }

        String body() {
            String prompt = "#" + key + "#" + " sea".repeat(words);
            return switch (model) {
                case BIG, SMALL, CLAUDE, NOWHERE ->
                    "{\"model\":\"" + model.id + "\",\"max_tokens\":" + MOST_OUTPUT + ",\"stream\":" + streams
                            + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
                case FLASH ->
                    "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + prompt
                            + "\"}]}],\"generationConfig\":{\"maxOutputTokens\":" + MOST_OUTPUT + "}}";
            };
        }
    }

    boolean isUniversal() {
        return legs.size() > 1;
    }

    /** Depends on the random numbers alone. */
    static List<Mixture> of(int calls, Random random) {
        List<Mixture> mixed = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            mixed.add(one(i, random));
        }
        return mixed;
    }

    private static Mixture one(int number, Random random) {
        int steps = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1;
        boolean streams = random.nextBoolean();
        List<Leg> legs = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            Fate fate = step < steps - 1 ? failing(random) : any(random);
            legs.add(leg(number + "." + step, fate, streams, random));
        }
        return new Mixture(
                number,
                random.nextInt(5) < 3 ? "shop" : "lab",
                random.nextInt(2),
                "team-" + random.nextInt(3),
                "user-" + random.nextInt(20),
                legs,
                leaving(random, streams),
                random.nextInt(8) == 0 ? Optional.of("{\"total_cost\":0.00123}") : Optional.empty());
    }

    private static Leg leg(String key, Fate fate, boolean streams, Random random) {
        Model model = fate == Fate.UNREACHABLE ? Model.NOWHERE : Model.values()[random.nextInt(4)];
        return new Leg(key, model, fate, streams, 5 + random.nextInt(200), 10 + random.nextInt(60));
    }

    private static Fate failing(Random random) {
        return List.of(Fate.REJECTED, Fate.REJECTED, Fate.RESET, Fate.SILENT, Fate.UNREACHABLE)
                .get(random.nextInt(5));
    }

    private static Fate any(Random random) {
        int draw = random.nextInt(20);
        if (draw < 11) {
            return Fate.REPORTED;
        }
        if (draw < 14) {
            return Fate.UNREPORTED;
        }
        return draw < 16 ? Fate.CUT : draw == 16 ? Fate.UNREADABLE : failing(random);
    }

    private static Leaving leaving(Random random, boolean streams) {
        return switch (random.nextInt(12)) {
            case 0 -> Leaving.BEFORE_HEAD;
            case 1 -> streams ? Leaving.MID_STREAM : Leaving.BEFORE_HEAD;
            case 2 -> Leaving.AFTER_END;
            default -> Leaving.STAYS;
        };
    }
}
