package dev.penstock.store.replies;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Purge;
import dev.penstock.cache.StoredReply;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Whether a purge names an answer. */
final class Naming {
    private Naming() {}

    static boolean names(Purge purge, StoredReply reply) {
        return purge.account().equals(reply.scope().account())
                && purge.gateway().map(reply.scope().gateway()::equals).orElse(true)
                && purge.provider().map(reply.provider()::equals).orElse(true)
                && names(purge, reply.key(), reply.model(), reply.customKey(), reply.metadata());
    }

    /** The same for an answer known to be of the account, gateway and provider. */
    static boolean names(
            Purge purge, CacheKey key, String model, @Nullable String customKey, @Nullable String metadata) {
        return purge.key().map(key::equals).orElse(true)
                && purge.model().map(model::equals).orElse(true)
                && purge.customKey().map(custom -> custom.equals(customKey)).orElse(true)
                && purge.tag().map(tag -> hasTag(metadata, tag)).orElse(true);
    }

    private static boolean hasTag(@Nullable String metadata, Purge.Tag tag) {
        if (metadata == null) {
            return false;
        }
        try {
            JsonTree value = JsonTree.read(metadata).at(tag.name());
            return !value.isAbsent() && value.text().orElseGet(value::toString).equals(tag.value());
        } catch (JsonMalformed unreadable) {
            return false;
        }
    }
}
