package dev.penstock.policy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Counted;
import dev.penstock.call.LimitRule;
import dev.penstock.call.LimitRule.Origin;
import dev.penstock.call.Window;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketKeysTest {
    /** The characters a key is made of, those it is not, and half a character. */
    private static final List<String> PIECES = List.of(
            "/", "=", "%", "%2f", "u", "*", "~", ":", "@", "a", "é", "\ud83d", "\ud83d\ude00", "\0", " ", ".", "2f");

    private record Place(String account, String gateway, String rule, List<String> values) {}

    @Test
    void two_different_lists_of_values_never_give_one_key() {
        Random chance = new Random(11);
        Map<String, Place> seen = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            Place place = new Place(text(chance), text(chance), text(chance), values(chance));
            Place other = seen.putIfAbsent(key(place), place);
            assertThat(other == null || other.equals(place))
                    .as("%s and %s", place, other)
                    .isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(40_000);
    }

    @Test
    void long_values_give_short_keys_that_differ() {
        String one = key(new Place("a", "g", "r", List.of("x".repeat(20_000) + "1")));
        String other = key(new Place("a", "g", "r", List.of("x".repeat(20_000) + "2")));

        assertThat(one).hasSizeLessThan(200).isNotEqualTo(other);
    }

    @Test
    void no_gateway_can_pass_for_all_of_them() {
        assertThat(BucketKeys.ofGateway("a", "*")).isNotEqualTo(BucketKeys.ofAccount("a"));
    }

    @Test
    void a_rule_keeps_its_counters_when_its_limit_changes_and_starts_anew_when_its_window_does() {
        Window minute = Made.MINUTE;
        String key = key(10, Counted.COST, minute, Origin.GATEWAY);

        assertThat(key(20, Counted.COST, minute, Origin.GATEWAY)).isEqualTo(key);
        assertThat(List.of(
                        key,
                        key(10, Counted.REQUESTS, minute, Origin.GATEWAY),
                        key(10, Counted.COST, minute, Origin.SPEND_LIMIT),
                        key(10, Counted.COST, new Window.Sliding(Duration.ofMillis(60_001)), Origin.GATEWAY),
                        key(10, Counted.COST, new Window.Fixed(Duration.ofMinutes(1)), Origin.GATEWAY),
                        key(10, Counted.COST, calendar(Window.Period.DAILY, "UTC"), Origin.GATEWAY),
                        key(10, Counted.COST, calendar(Window.Period.DAILY, "Europe/Berlin"), Origin.GATEWAY),
                        key(10, Counted.COST, calendar(Window.Period.WEEKLY, "UTC"), Origin.GATEWAY)))
                .doesNotHaveDuplicates();
    }

    private static Window calendar(Window.Period period, String zone) {
        return new Window.Calendar(period, ZoneId.of(zone));
    }

    private static String key(long limit, Counted counted, Window window, Origin origin) {
        return BucketKeys.rule("a/g/", Made.rule("r", origin, counted, limit, window, Map.of()));
    }

    private static String key(Place place) {
        LimitRule rule = Made.rule(place.rule, Counted.COST, 1, Map.of());
        StringBuilder key =
                new StringBuilder(BucketKeys.rule(BucketKeys.ofGateway(place.account, place.gateway), rule));
        place.values.forEach(value -> BucketKeys.append(key, "metadata.k", value));
        return key.toString();
    }

    private static List<String> values(Random chance) {
        List<String> values = new ArrayList<>();
        for (int i = chance.nextInt(4); i > 0; i--) {
            values.add(text(chance));
        }
        return values;
    }

    private static String text(Random chance) {
        StringBuilder text = new StringBuilder();
        for (int i = chance.nextInt(4); i > 0; i--) {
            text.append(PIECES.get(chance.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
