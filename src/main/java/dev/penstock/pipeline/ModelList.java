package dev.penstock.pipeline;

import dev.penstock.call.Codes;
import dev.penstock.call.Outcome;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import dev.penstock.json.JsonText;
import dev.penstock.meter.ListedPrice;
import dev.penstock.pipeline.Snapshot.Seat;
import dev.penstock.provider.Provider;
import dev.penstock.stream.Bytes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The models that the compat entry of a gateway knows prices of, as OpenAI lists models. Made once for each gateway and
 * snapshot. Belongs to one event loop.
 */
final class ModelList {
    /** Nano-USD per million tokens, as USD per token. */
    private static final int DECIMALS = 15;

    private static final int MOST = 64;

    private @Nullable Snapshot of;

    /** What was made of the snapshot; the first to come is the first to go. */
    private final Map<Scope, Future<byte[]>> made = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Scope, Future<byte[]>> eldest) {
            return size() > MOST;
        }
    };

    /** Whether a call asks for it. */
    static boolean isAsked(Address address) {
        return address.isCompat()
                && (address.rest().equals("models") || address.rest().equals("v1/models"));
    }

    Future<Delivery.End> give(CallScope scope, Address address) {
        if (!scope.client.method().equals("GET")) {
            return Future.failedFuture(
                    Refusal.of(405, Codes.MALFORMED, "compat/models takes GET, this is " + scope.client.method())
                            .thrown());
        }
        return whole(scope, address.scope()).compose(body -> given(scope, body));
    }

    private static Future<Delivery.End> given(CallScope scope, byte[] body) {
        if (scope.ended()) {
            return Future.failedFuture("client gone");
        }
        Metered metered = Delivery.unread(scope, CallOptions.of(scope.client.headers()));
        scope.status = 200;
        scope.metered = metered;
        scope.back = AnswerHead.fresh(scope, "application/json");
        metered.passing(body, 0, body.length);
        // The row first, then the bytes.
        scope.onRecord.put(Outcome.WHOLE, Optional.empty());
        scope.interrupt = () -> {};
        scope.client.begin(scope.status, scope.head(), body.length);
        return scope.client
                .end(Bytes.buffer(body, 0, body.length))
                .transform(written -> Future.succeededFuture(Delivery.End.WHOLE));
    }

    private Future<byte[]> whole(CallScope scope, Scope gateway) {
        if (!scope.snapshot.equals(of)) {
            of = scope.snapshot;
            made.clear();
        }
        Future<byte[]> known = made.get(gateway);
        if (known != null) {
            return known;
        }
        Future<byte[]> fresh = making(scope, gateway);
        made.put(gateway, fresh);
        return fresh.onFailure(cause -> made.remove(gateway, fresh));
    }

    /** Thousands of prices, some of them read for the first time, for which no event loop may stand still. */
    private Future<byte[]> making(CallScope scope, Scope gateway) {
        Context loop = scope.engine.vertx().getOrCreateContext();
        Promise<byte[]> list = Promise.promise();
        Instant now = scope.engine.clock().instant();
        Thread.ofVirtual().name("model list").start(() -> {
            try {
                byte[] body = of(scope.snapshot, gateway, now);
                loop.runOnContext(back -> list.complete(body));
            } catch (RuntimeException broken) {
                loop.runOnContext(back -> list.fail(broken));
            }
        });
        return list.future();
    }

    /** The list as it is sent: by provider, each in the order of its price list; the routes last. */
    static byte[] of(Snapshot snapshot, Scope gateway, Instant now) {
        long listed = snapshot.prices()
                .date()
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
                .orElse(0L);
        List<JsonText> models = new ArrayList<>();
        for (Seat seat : snapshot.all(gateway.account())) {
            Provider provider = seat.provider();
            if (!provider.openAi().paths().isEmpty()) {
                for (ListedPrice price : snapshot.prices().listed(provider.slug(), now)) {
                    models.add(model(provider.slug(), price.model(), listed, usd(price.input()), usd(price.output())));
                }
            }
        }
        for (String route : snapshot.routes(gateway).names()) {
            models.add(model(CompatName.DYNAMIC, route, listed, JsonText.NULL, JsonText.NULL));
        }
        return JsonText.object("object", "list", "data", models).text().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonText model(String provider, String model, long created, JsonText input, JsonText output) {
        return JsonText.object(
                "id",
                provider + "/" + model,
                "object",
                "model",
                "created",
                created,
                "created_at",
                created,
                "owned_by",
                provider,
                "cost_in",
                input,
                "cost_out",
                output);
    }

    private static JsonText usd(OptionalLong nanoPerMillion) {
        return nanoPerMillion.isEmpty()
                ? JsonText.NULL
                : JsonText.of(
                        BigDecimal.valueOf(nanoPerMillion.getAsLong(), DECIMALS).stripTrailingZeros());
    }
}
