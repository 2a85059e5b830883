package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Failure;
import dev.penstock.call.Outcome;
import dev.penstock.call.Refusal;
import io.vertx.core.Future;
import java.util.Optional;

/** What a client is told when no provider gave a usable answer. The class of failure is said, its inner words are not. */
final class ProviderFailed {
    private ProviderFailed() {}

    /** Gives an answer that is past its time where there is one; else says what failed. */
    static Future<Delivery.End> tell(CallScope scope, Failure failure) {
        boolean isProviders = !(failure instanceof Failure.NotAuthorised
                || failure instanceof Failure.OverLimit
                || failure instanceof Failure.NotAllowed
                || failure instanceof Failure.Cancelled);
        Optional<Future<Delivery.End>> standIn = isProviders ? StandIn.of(scope, failure) : Optional.empty();
        if (standIn.isPresent()) {
            return standIn.get();
        }
        say(scope, failure);
        return Future.failedFuture("refused");
    }

    private static void say(CallScope scope, Failure failure) {
        if (failure instanceof Failure.NotAuthorised(Refusal told)) {
            refuse(scope, told, failure);
            return;
        }
        if (failure instanceof Failure.OverLimit(Refusal told)) {
            scope.refuse(told, Outcome.REFUSED, Optional.of(failure));
            return;
        }
        if (failure instanceof Failure.NotAllowed) {
            // Which address it is stands in the operator's log only: names of inner hosts are not for every caller.
            scope.refuse(
                    Refusal.of(
                            403,
                            Codes.ADDRESS_NOT_ALLOWED,
                            "The address of this provider is not one the gateway may call;"
                                    + " its operator can allow the range with 'egress.allow'"),
                    Outcome.FAILED,
                    Optional.of(failure));
            return;
        }
        int status = scope.snapshot.providerFailureIs400() ? 400 : status(failure);
        scope.refuse(
                Refusal.of(status, Codes.PROVIDER_FAILED, "Failed to get response from provider"),
                Outcome.FAILED,
                Optional.of(failure));
    }

    /** Its reason is ours to tell, and holds no secret. Only what is the provider's failure can be told as a 400. */
    private static void refuse(CallScope scope, Refusal told, Failure failure) {
        boolean isCallers = told.status() < 500;
        boolean as400 = !isCallers && scope.snapshot.providerFailureIs400();
        Refusal shown = as400 ? Refusal.of(400, told.code(), told.message()) : told;
        scope.refuse(shown, isCallers ? Outcome.REFUSED : Outcome.FAILED, Optional.of(failure));
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case Failure.TimedOut late -> 504;
            case Failure.Unreachable unreachable -> 502;
            case Failure.NotAllowed guarded -> 403;
            case Failure.Broken broken -> 502;
            case Failure.Unusable unusable -> 502;
            case Failure.InBand inBand -> 502;
            case Failure.Rejected rejected -> 502;
            case Failure.Throttled throttled -> 502;
            case Failure.QuotaExhausted exhausted -> 502;
            case Failure.CredentialRejected rejected -> 502;
            case Failure.ServerError failed -> 502;
            case Failure.NotAuthorised refused -> refused.told().status();
            case Failure.OverLimit refused -> refused.told().status();
            case Failure.Cancelled cancelled -> 502;
        };
    }
}
