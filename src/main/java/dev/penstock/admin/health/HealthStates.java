package dev.penstock.admin.health;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.health.LaneState;
import dev.penstock.json.JsonText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Shows how each target and each key of an account is now: taking calls, coming back, or left alone. */
public final class HealthStates implements Endpoint.Set {
    private static final int USUAL = 50;
    private static final int MOST = 1_000;
    private static final List<String> KINDS = words(LaneState.Kind.values());
    private static final List<String> STATES = words(LaneState.Standing.values());

    private static final Map<String, Object> SCHEMA = Schemas.object(
            "kind", Schemas.oneOf(KINDS.toArray(String[]::new)),
            "provider", Schemas.TEXT,
            "origin", Schemas.orNull(Schemas.TEXT),
            "model", Schemas.orNull(Schemas.TEXT),
            "gateway", Schemas.orNull(Schemas.TEXT),
            "key", Schemas.orNull(Schemas.TEXT),
            "state", Schemas.oneOf(STATES.toArray(String[]::new)),
            "ready_in_seconds", Schemas.NUMBER,
            "first_byte_ms", Schemas.orNull(Schemas.NUMBER),
            "calls_in_flight", Schemas.WHOLE,
            "times_benched", Schemas.WHOLE);

    private final Function<String, List<LaneState>> states;

    /** @param states those of an account */
    public HealthStates(Function<String, List<LaneState>> states) {
        this.states = states;
    }

    @Override
    public List<Endpoint> endpoints() {
        Sheet sheet = Sheet.of("health", "Show how the targets and keys of an account are", Schemas.page(SCHEMA))
                .with(
                        new Sheet.Parameter("kind", "Only targets, or only keys", Schemas.TEXT),
                        new Sheet.Parameter("state", "Only those in this state", Schemas.TEXT),
                        new Sheet.Parameter("provider", "Only those of this provider", Schemas.TEXT),
                        new Sheet.Parameter("page", "The page, from 1", Schemas.WHOLE),
                        new Sheet.Parameter(
                                "per_page", "1 to " + MOST + "; " + USUAL + " unless given", Schemas.WHOLE));
        return List.of(new Endpoint(
                "GET",
                Endpoint.AI_GATEWAY + "/health",
                new Access(Level.ACCOUNT, Role.VIEWER),
                sheet,
                this::ofAccount));
    }

    private Answer ofAccount(ApiCall call) {
        Optional<String> kind = call.query().oneOf("kind", KINDS);
        Optional<String> state = call.query().oneOf("state", STATES);
        Optional<String> provider = call.query().first("provider");
        List<LaneState> wanted = states.apply(call.account()).stream()
                .filter(lane -> kind.map(word(lane.kind())::equals).orElse(true))
                .filter(lane -> state.map(word(lane.standing())::equals).orElse(true))
                .filter(lane -> provider.map(lane.provider()::equals).orElse(true))
                .sorted(Comparator.comparing(LaneState::kind)
                        .thenComparing(LaneState::provider)
                        .thenComparing(LaneState::place)
                        .thenComparing(LaneState::name))
                .toList();
        return call.query().paging(USUAL, MOST).of(wanted, HealthStates::shown);
    }

    private static JsonText shown(LaneState lane) {
        boolean isTarget = lane.kind() == LaneState.Kind.TARGET;
        return JsonText.object(
                "kind",
                word(lane.kind()),
                "provider",
                lane.provider(),
                "origin",
                isTarget ? lane.place() : JsonText.NULL,
                "model",
                isTarget ? lane.name() : JsonText.NULL,
                "gateway",
                lane.gateway(),
                "key",
                isTarget ? JsonText.NULL : lane.name(),
                "state",
                word(lane.standing()),
                "ready_in_seconds",
                BigDecimal.valueOf(lane.readyIn().toMillis(), 3),
                "first_byte_ms",
                lane.firstByte().isPositive() ? millis(lane.firstByte()) : JsonText.NULL,
                "calls_in_flight",
                lane.inFlight(),
                "times_benched",
                lane.openings());
    }

    private static BigDecimal millis(Duration time) {
        return BigDecimal.valueOf(time.toNanos() / 1_000, 3);
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(HealthStates::word).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
