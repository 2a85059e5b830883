package dev.penstock.pipeline;

import dev.penstock.call.Failure;
import dev.penstock.stream.Hub;
import dev.penstock.stream.HubReader;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.Optional;

/** An answer past its time, given because its provider fails. Its gateway wants that, or there would be none to find. */
final class StandIn {
    private StandIn() {}

    static Future<Delivery.End> give(CallScope scope, CacheCourse.Stale stale, Failure failure) {
        Step step = scope.steps.get(stale.index());
        scope.replaced(failure);
        HubReader reader = Kept.reader(
                scope, stale.reply(), Objects.requireNonNull(scope.gateway).caching());
        SharedDelivery[] delivery = new SharedDelivery[1];
        reader.listen(new HubReader.Listener() {
            @Override
            public void opened(Hub.Opened head) {
                delivery[0] = new SharedDelivery(scope, reader, head, step.options());
            }
        });
        return Objects.requireNonNull(delivery[0]).run();
    }

    static Optional<Future<Delivery.End>> of(CallScope scope, Failure failure) {
        ReplyUses uses = scope.engine.sharing().uses();
        return scope.cached.standIn().filter(stale -> uses.begin(stale.reply())).map(stale -> {
            scope.release(() -> uses.end(stale.reply()));
            return give(scope, stale, failure);
        });
    }
}
