package dev.penstock.pipeline;

import dev.penstock.cache.CacheKey;
import dev.penstock.cache.ReplyStore;
import dev.penstock.cache.StoredReply;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Looks for a kept answer to one call: in the form it is wanted in, else in another one that tells this one's exactly. */
final class KeptSearch {
    private final CallScope scope;
    private final Step step;
    private final CacheUse use;
    private final OwnLoop loop;
    private BooleanSupplier over = () -> false;
    private Consumer<Optional<StoredReply>> then = found -> {};

    KeptSearch(CallScope scope, Step step, CacheUse use, OwnLoop loop) {
        this.scope = scope;
        this.step = step;
        this.use = use;
        this.loop = loop;
    }

    /**
     * @param cancelled whether nobody wants to know any more
     * @param stale takes one that is past its time
     * @param result takes a fresh one, or that there is none; not called once cancelled
     */
    void run(BooleanSupplier cancelled, Consumer<StoredReply> stale, Consumer<Optional<StoredReply>> result) {
        over = cancelled;
        then = result;
        loop.then(replies().find(use.key()), found -> {
            if (over.getAsBoolean()) {
                return;
            }
            if (found.isPresent() && isFresh(found.get())) {
                then.accept(found);
                return;
            }
            found.ifPresent(stale);
            others(use.otherForms(step));
        });
    }

    private void others(List<CacheKey> keys) {
        if (over.getAsBoolean()) {
            return;
        }
        if (keys.isEmpty()) {
            then.accept(Optional.empty());
            return;
        }
        List<CacheKey> rest = keys.subList(1, keys.size());
        loop.then(replies().find(keys.getFirst()), other -> {
            if (other.isPresent() && isFresh(other.get())) {
                recast(other.get(), rest);
            } else {
                others(rest);
            }
        });
    }

    /** What could be told in this form is kept in this form, too. */
    private void recast(StoredReply other, List<CacheKey> rest) {
        Promise<Optional<StoredReply>> made = Promise.promise();
        Runnable making = () -> made.complete(OtherForm.of(step, use.key(), other));
        if (OtherForm.takesLong(other)) {
            scope.engine.sharing().apart().execute(making);
        } else {
            making.run();
        }
        loop.then(made.future(), reply -> {
            if (reply.isEmpty()) {
                others(rest);
            } else if (!over.getAsBoolean()) {
                replies().keep(reply.get());
                then.accept(reply);
            }
        });
    }

    private boolean isFresh(StoredReply reply) {
        return reply.isFresh(scope.engine.clock().millis());
    }

    private ReplyStore replies() {
        return scope.engine.sharing().replies();
    }
}
