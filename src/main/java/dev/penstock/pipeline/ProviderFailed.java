package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Failure;
import dev.penstock.call.Outcome;
import dev.penstock.call.Refusal;
import java.util.Optional;

/** What a client is told when no provider gave a usable answer. The class of failure is said, its inner words are not. */
final class ProviderFailed {
    private ProviderFailed() {}

    static void tell(CallScope scope, Failure failure) {
        int status = scope.snapshot.providerFailureIs400() ? 400 : status(failure);
        scope.refuse(
                Refusal.of(status, Codes.PROVIDER_FAILED, "Failed to get response from provider"),
                Outcome.FAILED,
                Optional.of(failure));
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case Failure.TimedOut late -> 504;
            case Failure.Unreachable unreachable -> 502;
            case Failure.Broken broken -> 502;
            case Failure.Unusable unusable -> 502;
            case Failure.InBand inBand -> 502;
            case Failure.Rejected rejected -> 502;
            case Failure.Cancelled cancelled -> 502;
        };
    }
}
