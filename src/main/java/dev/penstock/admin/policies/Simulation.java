package dev.penstock.admin.policies;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.call.NanoUsd;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.Identity;
import dev.penstock.policy.rules.Policy;
import dev.penstock.policy.rules.Verdict;
import dev.penstock.policy.rules.Verdicts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What policies would say of a call that is described, without a call. */
final class Simulation {
    private static final int LONGEST = 256;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);

    private final Verdicts.Asked asked;
    private final Map<String, NanoUsd> spent;

    private Simulation(Verdicts.Asked asked, Map<String, NanoUsd> spent) {
        this.asked = asked;
        this.spent = spent;
    }

    static Simulation of(JsonTree body) {
        List<Problem> problems = new ArrayList<>();
        JsonTree identity = body.at("identity");
        if (!identity.isObject()) {
            problems.add(Problem.inBody(
                    "'identity' must be an object such as {\"cf\":{\"user\":{\"id\":\"…\"}},\"metadata\":{}}",
                    "identity"));
        }
        String provider = text(body, "provider", problems);
        String model = text(body, "model", problems);
        Map<String, NanoUsd> spent = spent(body.at("bucketUsage"), problems);
        if (!problems.isEmpty()) {
            throw ApiRefused.invalid(problems);
        }
        return new Simulation(new Verdicts.Asked(Identity.of(identity), provider, model), spent);
    }

    JsonText under(List<Policy> policies) {
        Verdict verdict = Verdicts.of(policies, asked);
        return JsonText.object(
                "evaluation",
                JsonText.object("decision", decision(verdict), "buckets", buckets(verdict)),
                "enforcement",
                enforcement(verdict),
                "policiesEvaluated",
                policies.size());
    }

    private static String decision(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Unlimited ignored -> "no-limit";
            case Verdict.Blocked ignored -> "block";
            case Verdict.Capped ignored -> "check_limits";
        };
    }

    private static List<JsonText> buckets(Verdict verdict) {
        return verdict instanceof Verdict.Capped capped
                ? capped.buckets().stream().map(Simulation::bucket).toList()
                : List.of();
    }

    private static JsonText bucket(Verdict.Bucket bucket) {
        List<JsonText> limits = bucket.caps().stream()
                .map(cap -> JsonText.object(
                        "period",
                        cap.period().name().toLowerCase(Locale.ROOT),
                        "limit",
                        Policy.dollars(cap.limit()),
                        "policyName",
                        cap.policy()))
                .toList();
        return JsonText.object(
                "id",
                bucket.id(),
                "actor",
                bucket.actor(),
                "resource",
                bucket.resource(),
                "unlimited",
                bucket.isUnlimited(),
                "limits",
                limits);
    }

    private JsonText enforcement(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Unlimited ignored -> JsonText.object("allowed", true);
            case Verdict.Blocked blocked -> {
                Map<String, Object> fields = new LinkedHashMap<>(Map.of("allowed", false));
                fields.put("reason", "blocked");
                blocked.policy().ifPresent(name -> fields.put("policyName", name));
                yield JsonText.of(fields);
            }
            case Verdict.Capped capped -> capped(capped);
        };
    }

    private JsonText capped(Verdict.Capped capped) {
        Optional<Verdict.Exceeded> exceeded =
                Verdicts.exceeded(capped, (bucket, cap) -> spent.getOrDefault(cap.policy(), NanoUsd.ZERO));
        return exceeded.map(over -> JsonText.object(
                        "allowed",
                        false,
                        "reason",
                        "limit_exceeded",
                        "bucket",
                        over.bucket().id(),
                        "spent",
                        Policy.dollars(over.spent()),
                        "limit",
                        Policy.dollars(over.cap().limit()),
                        "policyName",
                        over.cap().policy()))
                .orElseGet(() -> JsonText.object("allowed", true));
    }

    private static String text(JsonTree body, String name, List<Problem> problems) {
        Optional<String> text = body.at(name).text().filter(some -> !some.isBlank() && some.length() <= LONGEST);
        if (text.isEmpty()) {
            problems.add(Problem.inBody("'" + name + "' must be a text of 1 to " + LONGEST + " characters", name));
        }
        return text.orElse("");
    }

    private static Map<String, NanoUsd> spent(JsonTree usage, List<Problem> problems) {
        Map<String, NanoUsd> spent = new LinkedHashMap<>();
        if (!usage.isMissing() && !usage.isObject()) {
            problems.add(Problem.inBody(
                    "'bucketUsage' must be an object such as {\"POLICY NAME\":{\"spent\":12.5}}", "bucketUsage"));
        }
        for (String policy : usage.names()) {
            Optional<BigDecimal> dollars = usage.at(policy)
                    .at("spent")
                    .decimal()
                    .filter(number -> number.signum() >= 0 && number.compareTo(LARGEST) <= 0 && number.scale() <= 9);
            if (dollars.isEmpty()) {
                problems.add(Problem.inBody(
                        "'spent' must be a number of US dollars from 0 to " + LARGEST.toPlainString()
                                + ", with at most nine decimals",
                        "bucketUsage",
                        policy,
                        "spent"));
            }
            dollars.ifPresent(number ->
                    spent.put(policy, new NanoUsd(number.movePointRight(9).longValueExact())));
        }
        return spent;
    }
}
