package dev.penstock.policy.limit;

import dev.penstock.call.Budgeting;
import dev.penstock.call.Counted;
import dev.penstock.call.GatewaySettings;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Exhausted;
import dev.penstock.call.LimitRule.Match;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.LimitRule.Property;
import dev.penstock.call.Scope;
import dev.penstock.call.SpendLimits;
import dev.penstock.call.Window;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.Policy;
import dev.penstock.policy.rules.PolicyReader;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls, rules and gateways to try limits with. */
final class Made {
    static final Scope SCOPE = new Scope("acme", "prod");
    static final Window MINUTE = new Window.Sliding(Duration.ofMinutes(1));

    private Made() {}

    /** What is said of a call; the rest is openai, gpt-4o and nothing. */
    record Call(
            String provider, String model, String metadata, String token, String key, String session, boolean stream) {
        static final Call PLAIN = new Call("openai", "gpt-4o", "", "", "", "", false);

        Call to(String otherProvider, String otherModel) {
            return new Call(otherProvider, otherModel, metadata, token, key, session, stream);
        }

        Call saying(String json) {
            return new Call(provider, model, json.replace('\'', '"'), token, key, session, stream);
        }

        Call withToken(String id) {
            return new Call(provider, model, metadata, id, key, session, stream);
        }

        Call withKey(String alias) {
            return new Call(provider, model, metadata, token, alias, session, stream);
        }

        Call in(String run) {
            return new Call(provider, model, metadata, token, key, run, stream);
        }

        Call streamed() {
            return new Call(provider, model, metadata, token, key, session, true);
        }

        CallFacts facts() {
            return new CallFacts(
                    SCOPE,
                    given(token),
                    given(key),
                    provider,
                    model,
                    CallMetadata.of(given(metadata)),
                    given(session),
                    () -> "b0d7",
                    stream);
        }

        private static Optional<String> given(String text) {
            return Optional.of(text).filter(some -> !some.isEmpty());
        }
    }

    static LimitRule rule(String id, Counted counted, long limit, Map<Property, Match> by) {
        return rule(id, Origin.GATEWAY, counted, limit, counted.isWhileOpen() ? new Window.WhileOpen() : MINUTE, by);
    }

    static LimitRule rule(
            String id, Origin origin, Counted counted, long limit, Window window, Map<Property, Match> by) {
        return new LimitRule(id, origin, counted, limit, window, true, by, new Exhausted.Refuse(), OptionalInt.empty());
    }

    static Match only(String... values) {
        return new Match.Only(List.of(values));
    }

    static Match each() {
        return new Match.Each();
    }

    static Property metadata(String key) {
        return new Property.Metadata(key);
    }

    static GatewaySettings gateway(
            GatewaySettings.RateLimit rate, Optional<SpendLimits> spend, boolean strict, LimitRule... limits) {
        GatewaySettings plain = GatewaySettings.undeclared(SCOPE.gateway(), false);
        Budgeting usual = Budgeting.DEFAULT;
        return new GatewaySettings(
                plain.id(),
                plain.authentication(),
                plain.collectLogs(),
                plain.logClassification(),
                plain.caching(),
                rate,
                plain.retries(),
                plain.logKeeping(),
                plain.credentials(),
                plain.dlp(),
                plain.guardrails(),
                plain.otel(),
                spend,
                plain.stripe(),
                new Budgeting(
                        List.of(limits),
                        strict,
                        usual.unpriced(),
                        usual.trustsCustomCost(),
                        usual.assumedOutput(),
                        usual.aborted(),
                        usual.slack(),
                        usual.headers(),
                        usual.receiptHeader(),
                        usual.sessionHeader()),
                plain.routing(),
                plain.routes());
    }

    static LimitBook book(GatewaySettings gateway, Policy... policies) {
        return LimitBook.of(SCOPE, gateway, List.of(), List.of(), List.of(policies), ZoneOffset.UTC);
    }

    static LimitBook book(LimitRule... limits) {
        return book(gateway(GatewaySettings.RateLimit.OFF, Optional.empty(), true, limits));
    }

    static LimitBook ofPolicies(Policy... policies) {
        return book(gateway(GatewaySettings.RateLimit.OFF, Optional.empty(), true), policies);
    }

    static Policy policy(String actor, String resource, String condition, String action) {
        String json = "{'name':'p " + actor + "','actor':'" + actor + "','resource':" + resource + ",'condition':\""
                + condition + "\",'action':" + action + "}";
        return ((PolicyReader.Read)
                        PolicyReader.read(JsonTree.read(json.replace('\'', '"').replace("§", "'"))))
                .policy();
    }

    static List<String> keys(Ruling ruling) {
        return ruling instanceof Ruling.Limited limited
                ? limited.applied().stream().map(one -> one.bucket().key()).toList()
                : List.of();
    }
}
