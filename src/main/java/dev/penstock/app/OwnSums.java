package dev.penstock.app;

import dev.penstock.admin.accounts.Accounts;
import dev.penstock.call.Scope;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.record.Analytics;
import dev.penstock.record.LogScope;
import dev.penstock.record.Measures;
import dev.penstock.record.RollupAnswer;
import dev.penstock.record.RollupQuery;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Sums since an account or a gateway was made: what was counted under its name before then is somebody else's. */
record OwnSums(Analytics all, Supplier<ControlState> kept) implements Analytics {
    @Override
    public RollupAnswer ask(RollupQuery query) throws IOException {
        long born = born(query.scope());
        return query.until() <= born
                ? new RollupAnswer.Groups(List.of(), 0, new Measures())
                : all.ask(query.notBefore(born));
    }

    /** Epoch milliseconds; what the file declares has always been. */
    private long born(LogScope scope) {
        return switch (scope) {
            case LogScope.Everything ignored -> 0;
            case LogScope.Account account -> born(account.account());
            case LogScope.Gateway gateway -> Math.max(born(gateway.scope().account()), born(gateway.scope()));
        };
    }

    private long born(String account) {
        return Accounts.bornAt(kept.get(), account).orElse(0L);
    }

    /** One that an account always has is as old as the account, whenever its settings were first given. */
    private long born(Scope gateway) {
        return kept.get()
                .find(Key.of(Kind.GATEWAY, gateway.account(), gateway.gateway()))
                .filter(document -> !document.id().equals("default"))
                .map(Document::createdAt)
                .orElse(0L);
    }
}
