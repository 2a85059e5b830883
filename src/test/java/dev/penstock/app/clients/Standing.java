package dev.penstock.app.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a route's name stood for, and when: the model of its live version, or nothing. Owned by the test's thread. */
final class Standing {
    /** No route of that name: 404. */
    static final String NOTHING = "";

    /**
     * @param from when the change to it was asked for
     * @param until when the next change was answered
     */
    private record Stand(String model, long from, long until) {}

    private final List<Stand> past = new ArrayList<>();
    private Stand now = new Stand(NOTHING, Long.MIN_VALUE, Long.MAX_VALUE);

    /** Changes it; while that is under way, either may serve. */
    <T> T change(String model, Supplier<T> change) {
        long asked = System.nanoTime();
        T answer = change.get();
        past.add(new Stand(now.model, now.from, System.nanoTime()));
        now = new Stand(model, asked, Long.MAX_VALUE);
        return answer;
    }

    /** Whether what served a call stood at some moment between its being sent and its being answered. */
    boolean explains(SteadyCalls.Call call) {
        return models(call.sent(), call.answered()).contains(call.model());
    }

    /** All that may have served a call; one of them nearly always. */
    Set<String> models(long sent, long answered) {
        List<Stand> all = new ArrayList<>(past);
        all.add(now);
        return all.stream()
                .filter(stand -> sent <= stand.until && answered >= stand.from)
                .map(Stand::model)
                .collect(Collectors.toSet());
    }
}
