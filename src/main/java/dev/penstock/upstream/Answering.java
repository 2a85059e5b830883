package dev.penstock.upstream;

import io.vertx.core.Future;

/** A way to an answer that is under way: to a provider, or to what another call brings or brought. */
public interface Answering {
    /** Never fails: what went wrong is a reply too. */
    Future<Reply> reply();

    /** Whether a provider may have seen any of it: one that has may charge for it. */
    boolean hasLeft();

    /** Whether its provider began to answer. */
    default boolean hasBegun() {
        return false;
    }

    /** Whether it ends by itself what takes too long from now on. */
    default boolean keepsTime() {
        return false;
    }

    /** Whether the answer broke off before anybody read it. */
    boolean isBroken();

    void cancel();
}
