package dev.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Usage;
import dev.penstock.meter.TokenBound;
import dev.penstock.meter.TokenEstimate;
import dev.penstock.testkit.CorpusDialects;
import dev.penstock.testkit.CorpusDialects.Spoken;
import dev.penstock.testkit.WireEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.json.JsonMapper;

/** Holds the bounds of tokens against what providers reported of recorded calls. */
@EnabledIfSystemProperty(named = "penstock.corpus", matches = ".+", disabledReason = "no corpus was handed in")
final class CorpusBoundTest {
    private static final TokenEstimate ESTIMATE = new TokenEstimate();
    private static final JsonMapper JSON = new JsonMapper();

    /** Reviewed: the provider searched the web by itself and read what it found, as in all cases named server-tool. */
    private static final Set<String> SEARCHED = Set.of(
            "anthropic/messages/citations--claude-sonnet-4-5--d0d8b19c",
            "openrouter/chat/citations--gpt-5-2--77352c4e",
            "xai/responses/stream-citations--grok-4-fast-reasoning--60c120e3");

    private static List<Bounded> cases = List.of();

    /** A recorded call: what was reported, what was bounded by bytes, and by the estimate with its margin. */
    private record Bounded(String id, boolean text, long reported, long hard, OptionalLong tight) {
        @Override
        public String toString() {
            return id + " reported " + reported + ", by bytes " + hard + ", tight " + tight.orElse(-1);
        }
    }

    @BeforeAll
    static void bound() throws IOException {
        List<Bounded> read = new ArrayList<>();
        for (RecordedAnswer recording : RecordedAnswer.all()) {
            Path request = recording.folder().resolve("request.json");
            boolean searched =
                    SEARCHED.contains(recording.id()) || recording.id().contains("server-tool");
            if (recording.isSuccess() && !recording.documented() && !searched && Files.exists(request)) {
                bounded(recording, Files.readAllBytes(request)).ifPresent(read::add);
            }
        }
        cases = List.copyOf(read);
    }

    private static Optional<Bounded> bounded(RecordedAnswer recording, byte[] body) {
        Spoken spoken = CorpusDialects.of(recording.provider(), recording.api()).orElseThrow();
        Long reported = usage(recording, spoken).inputTotal();
        if (reported == null || reported == 0) {
            return Optional.empty();
        }
        Asked asked = AskReader.read(spoken.dialect(), body, 0, body.length);
        String model = JSON.readTree(recording.folder().resolve("meta.json"))
                .path("model")
                .asString("");
        long hard = TokenBound.input(model, body.length, asked.parts(), OptionalLong.empty());
        OptionalLong tight = ESTIMATE.boundedInput(model, body, asked.parts(), hard);
        return Optional.of(new Bounded(recording.id(), !asked.parts().media(), reported, hard, tight));
    }

    private static Usage usage(RecordedAnswer recording, Spoken spoken) {
        AnswerReader reader = AnswerReaders.of(spoken.dialect(), spoken.rules(), 100_000);
        byte[] bytes = recording.response();
        if (recording.isStream()) {
            for (WireEvents.Event event : WireEvents.cut(recording.extension(), bytes)) {
                reader.event(event.type(), event.data(), 0, event.data().length);
            }
        } else {
            reader.body(bytes);
        }
        return reader.usage();
    }

    @Test
    void no_recorded_call_used_more_input_than_its_bytes_allow() {
        assertThat(cases.stream().filter(one -> one.text).count()).isGreaterThan(300);
        assertThat(cases).filteredOn(one -> one.reported > one.hard).isEmpty();
    }

    @Test
    void the_tight_bound_holds_for_nearly_all_recorded_text() {
        List<Bounded> known =
                cases.stream().filter(one -> one.text && one.tight.isPresent()).toList();
        List<Bounded> over = known.stream()
                .filter(one -> one.reported > one.tight.orElseThrow())
                .toList();
        System.out.printf(
                "bounds of %d calls (%d text): by bytes %s; tight of %d: %s%n",
                cases.size(),
                cases.stream().filter(one -> one.text).count(),
                median(known.stream().map(one -> one.hard * 100 / one.reported).toList()),
                known.size(),
                median(known.stream()
                        .map(one -> one.tight.orElseThrow() * 100 / one.reported)
                        .toList()));
        over.forEach(System.out::println);
        assertThat(over.size() * 100).isLessThanOrEqualTo(known.size());
    }

    private static String median(List<Long> percents) {
        return percents.stream().sorted().toList().get(percents.size() / 2) + " % of the reported at the median";
    }
}
