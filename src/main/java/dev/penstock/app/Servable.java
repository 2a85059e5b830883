package dev.penstock.app;

import dev.penstock.config.Exposure;
import dev.penstock.config.Settings;
import dev.penstock.provider.Providers;
import java.util.ArrayList;
import java.util.List;

/** Whether settings that were read without a fault may be served: what only the whole of them, or a provider, can tell. */
final class Servable {
    private Servable() {}

    /** Why not; empty if they may. */
    static List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>(Exposure.problems(settings));
        problems.addAll(ManagedKeys.problems(settings, Providers.load()));
        return List.copyOf(problems);
    }
}
