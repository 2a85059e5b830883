package dev.penstock.admin;

import dev.penstock.call.Scope;

/** Decides who may do what. The only place that does. */
final class Authorizer {
    private Authorizer() {}

    /** What is decided. */
    enum Verdict {
        ALLOWED,
        /** It is within reach, but the role does not go so far. */
        FORBIDDEN,
        /** It is out of reach: answered as if it did not exist. */
        ABSENT
    }

    /**
     * @param account from the path; empty where the path names none
     * @param gateway from the path; empty where the path names none
     */
    static Verdict decide(Holder holder, Access access, String account, String gateway) {
        return switch (access.level()) {
            case OPEN, HOLDER -> Verdict.ALLOWED;
            case INSTALLATION ->
                holder.reach() instanceof Reach.Installation
                        ? byRole(holder, access)
                        : tooNarrow(holder.reach(), account, gateway);
            case ACCOUNT -> overAccount(holder, access, account, gateway);
            case ACCOUNT_PART -> reachesInto(holder.reach(), account) ? byRole(holder, access) : Verdict.ABSENT;
            case GATEWAY ->
                reaches(holder.reach(), new Scope(account, gateway)) ? byRole(holder, access) : Verdict.ABSENT;
        };
    }

    private static Verdict overAccount(Holder holder, Access access, String account, String gateway) {
        return switch (holder.reach()) {
            case Reach.Installation ignored -> byRole(holder, access);
            case Reach.Account own -> own.account().equals(account) ? byRole(holder, access) : Verdict.ABSENT;
            case Reach.Gateway own -> tooNarrow(own, account, gateway);
        };
    }

    /** Whoever may not at all is told so of his own things; of all others he must not learn whether they exist. */
    private static Verdict tooNarrow(Reach reach, String account, String gateway) {
        boolean own = account.isEmpty()
                || (gateway.isEmpty() ? reachesInto(reach, account) : reaches(reach, new Scope(account, gateway)));
        return own ? Verdict.FORBIDDEN : Verdict.ABSENT;
    }

    static boolean reaches(Reach reach, Scope scope) {
        return switch (reach) {
            case Reach.Installation ignored -> true;
            case Reach.Account own -> own.account().equals(scope.account());
            case Reach.Gateway own -> own.scope().equals(scope);
        };
    }

    private static boolean reachesInto(Reach reach, String account) {
        return switch (reach) {
            case Reach.Installation ignored -> true;
            case Reach.Account own -> own.account().equals(account);
            case Reach.Gateway own -> own.scope().account().equals(account);
        };
    }

    private static Verdict byRole(Holder holder, Access access) {
        return holder.role().covers(access.role()) ? Verdict.ALLOWED : Verdict.FORBIDDEN;
    }
}
