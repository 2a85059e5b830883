package dev.penstock.policy.limit;

import dev.penstock.call.LimitRule.Property;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a call says for the properties limits look at. */
final class Properties {
    /** The order in which they stand in a bucket's key. */
    static final Comparator<Property> ORDER =
            Comparator.comparingInt(Properties::rank).thenComparing(Properties::name);

    /** All but metadata and fields, of which there are as many as callers think of. */
    static final List<Property> FIXED = List.of(
            new Property.Gateway(),
            new Property.Token(),
            new Property.Key(),
            new Property.Provider(),
            new Property.Model(),
            new Property.Session(),
            new Property.Body());

    private Properties() {}

    /** What tells two calls apart; empty where the call does not have it. */
    static Optional<String> value(Property property, CallFacts facts) {
        return switch (property) {
            case Property.Gateway ignored -> Optional.of(facts.scope().gateway());
            case Property.Token ignored -> facts.token();
            // An alias is unique for a provider only.
            case Property.Key ignored -> facts.key().map(alias -> facts.provider() + "/" + alias);
            case Property.Provider ignored -> Optional.of(facts.provider());
            case Property.Model ignored -> Optional.of(facts.fullModel());
            case Property.Session ignored -> facts.session();
            case Property.Body ignored -> Optional.of(facts.bodyHash().get());
            case Property.Metadata metadata ->
                Optional.ofNullable(facts.metadata().texts().get(metadata.key()));
            case Property.Field field -> facts.field().apply(field.path());
        };
    }

    /** Every way in which a rule may name it. */
    static List<String> names(Property property, CallFacts facts) {
        return switch (property) {
            case Property.Model ignored -> List.of(facts.fullModel(), facts.ownModel());
            case Property.Key ignored ->
                facts.key()
                        .map(alias -> List.of(facts.provider() + "/" + alias, alias))
                        .orElse(List.of());
            case Property.Gateway ignored -> one(property, facts);
            case Property.Token ignored -> one(property, facts);
            case Property.Provider ignored -> one(property, facts);
            case Property.Session ignored -> one(property, facts);
            case Property.Body ignored -> one(property, facts);
            case Property.Metadata ignored -> one(property, facts);
            case Property.Field ignored -> one(property, facts);
        };
    }

    private static List<String> one(Property property, CallFacts facts) {
        return value(property, facts).map(List::of).orElse(List.of());
    }

    /** As a file and a key name it. */
    static String name(Property property) {
        return switch (property) {
            case Property.Gateway ignored -> "gateway";
            case Property.Token ignored -> "token";
            case Property.Key ignored -> "key";
            case Property.Provider ignored -> "provider";
            case Property.Model ignored -> "model";
            case Property.Session ignored -> "session";
            case Property.Body ignored -> "body";
            case Property.Metadata metadata -> "metadata." + metadata.key();
            case Property.Field field -> field.path();
        };
    }

    private static int rank(Property property) {
        int rank = FIXED.indexOf(property);
        return rank < 0 ? FIXED.size() : rank;
    }
}
