package dev.penstock.store.index;

import dev.penstock.call.Scope;
import dev.penstock.record.CallRow;
import dev.penstock.record.LoggedCall;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes the record of a row. */
final class Entry {
    private static final int MICROS = 1_000_000;

    private Entry() {}

    /** @param into little endian; the record begins at its position */
    static void put(LoggedCall call, Texts texts, ByteBuffer into) {
        CallRow row = call.row();
        int begin = into.position();
        into.putLong(row.createdAt())
                .putLong(orAbsent(row.costNano()))
                .putLong(row.durationMicros())
                .putLong(orAbsent(row.tokensIn()))
                .putLong(orAbsent(row.tokensOut()))
                .putLong(row.configRevision())
                .putLong(call.score() == null ? Layout.ABSENT : Math.round(call.score() * MICROS))
                .putInt(flags(call))
                .putInt(row.status())
                .putInt(row.step())
                .putInt(row.tries().size());
        int id = texts.rare(row.id());
        into.putInt(texts.reference(scope(row.scope())))
                .putInt(id)
                .putInt(row.eventId().equals(row.id()) ? id : texts.rare(row.eventId()))
                .putInt(texts.reference(row.provider()))
                .putInt(texts.reference(row.model()))
                .putInt(texts.reference(row.modelType()))
                .putInt(texts.reference(row.outcome().name()))
                .putInt(texts.reference(row.failure()))
                .putInt(texts.reference(row.tokenId()))
                .putInt(texts.reference(row.keyAlias()))
                .putInt(texts.reference(row.surface()))
                .putInt(texts.reference(row.requestContentType()))
                .putInt(texts.reference(row.responseContentType()))
                .putInt(texts.reference(row.userAgent()))
                .putInt(texts.reference(row.dlpAction()))
                .putInt(texts.reference(row.credential().name()))
                .putInt(texts.metadata(row.metadata()))
                .putInt(texts.reference(reuse(row)))
                .position(begin + Layout.RECORD);
    }

    /** A name of an account may hold any character but this one. */
    static String scope(Scope scope) {
        return scope.account() + '\u0000' + scope.gateway();
    }

    private static @Nullable String reuse(CallRow row) {
        return row.reuse() == null ? null : row.reuse().kind().name();
    }

    private static int flags(LoggedCall call) {
        CallRow row = call.row();
        return flag(row.logged(), Layout.LOGGED)
                | flag(row.success(), Layout.SUCCESS)
                | flag(row.cached(), Layout.CACHED)
                | flag(row.stream(), Layout.STREAM)
                | flag(row.authentication(), Layout.AUTHENTICATION)
                | flag(row.byok(), Layout.BYOK)
                | flag(row.wholesale(), Layout.WHOLESALE)
                | flag(row.surface().equals("compat"), Layout.COMPATIBILITY_MODE)
                | flag(call.feedback() != null && call.feedback() > 0, Layout.LIKED)
                | flag(call.feedback() != null && call.feedback() < 0, Layout.DISLIKED);
    }

    private static int flag(boolean holds, int bit) {
        return holds ? bit : 0;
    }

    private static long orAbsent(@Nullable Long number) {
        return number == null ? Layout.ABSENT : number;
    }
}
