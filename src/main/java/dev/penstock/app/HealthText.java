package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.health.HealthCounts;
import dev.penstock.health.LaneState.Standing;
import dev.penstock.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What anybody may know of how targets and keys are: how many stand how, no names. */
final class HealthText {
    private HealthText() {}

    static byte[] of(HealthCounts counts) {
        return JsonText.object(
                        "targets",
                        counted(counts.targets()),
                        "keys",
                        counted(counts.keys()),
                        "calls_in_flight",
                        counts.inFlight())
                .text()
                .getBytes(UTF_8);
    }

    private static JsonText counted(Map<Standing, Integer> standings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "total", standings.values().stream().mapToInt(Integer::intValue).sum());
        for (Standing standing : Standing.values()) {
            fields.put(standing.name().toLowerCase(Locale.ROOT), standings.getOrDefault(standing, 0));
        }
        return JsonText.of(fields);
    }
}
