package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Caching;
import dev.penstock.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a file says of answers given again. */
class CacheSettingsTest {
    @Test
    void a_gateway_that_says_nothing_of_a_cache_has_none() {
        assertThat(caching("authentication: true")).isEqualTo(Caching.OFF);
        assertThat(caching("cache:")).isEqualTo(Caching.OFF);
        assertThat(caching("cache: {}")).isEqualTo(Caching.OFF);
    }

    @Test
    void what_is_given_again_can_be_said_one_by_one() {
        assertThat(caching("cache_ttl: 300\n    cache_invalidate_on_update: true\n    cache: {streams: false,"
                        + " coalesce: false, cross_forms: false, refresh_on_skip: false, ttl_header_enables: true,"
                        + " before_policies: true, ignore_fields: [user, metadata], variants: 20, stale_if_error: 1h,"
                        + " replay: recorded, abandoned: drain, drain_bytes: 64KB}"))
                .isEqualTo(new Caching(
                        Duration.ofMinutes(5),
                        true,
                        false,
                        false,
                        false,
                        false,
                        true,
                        true,
                        Set.of("user", "metadata"),
                        20,
                        Duration.ofHours(1),
                        Caching.Replay.RECORDED,
                        Caching.Abandoned.DRAIN,
                        64L << 10));
    }

    @Test
    void one_key_leaves_the_others_as_they_are() {
        assertThat(caching("cache_ttl: 60\n    cache: {streams: false}"))
                .extracting(Caching::ttl, Caching::streams, Caching::coalesces, Caching::variants)
                .containsExactly(Duration.ofMinutes(1), false, true, 1);
    }

    @Test
    void a_time_to_live_acts() {
        assertThat(Reads.good(
                                "gateways: [{id: a, cache_ttl: 60, cache_invalidate_on_update: true, cache: {variants: 2}}]")
                        .warnings())
                .isEmpty();
    }

    @Test
    void the_room_has_bounds_that_follow_the_heap() {
        CacheSettings defaults = Reads.settings("").cache();
        assertThat(defaults.memoryBytes(64L << 30)).isEqualTo(32L << 20);
        assertThat(defaults.memoryBytes(64L << 20)).isEqualTo(16L << 20);
        assertThat(defaults.sharedBytes(64L << 30)).isEqualTo(64L << 20);
        assertThat(defaults.sharedBytes(64L << 20)).isEqualTo(8L << 20);

        CacheSettings given =
                Reads.settings("cache: {memory_bytes: 1GB, shared_bytes: 1GB}").cache();
        assertThat(given.memoryBytes(1L << 30)).isEqualTo(256L << 20);
        assertThat(given.sharedBytes(1L << 30)).isEqualTo(1L << 30);
    }

    @Test
    void variables_set_the_room() {
        Settings settings = Reads.good(
                        "cache: {disk_bytes: 1MB}",
                        Map.of("PENSTOCK_CACHE_DISK_BYTES", "0", "PENSTOCK_RESUME_KEEP", "10s"),
                        Map.of())
                .settings();

        assertThat(settings.cache().diskBytes()).isZero();
        assertThat(settings.resume()).isEqualTo(new ResumeSettings(Duration.ofSeconds(10)));
    }

    @Test
    void a_reload_takes_the_largest_answer_and_leaves_the_room() {
        Settings running = Reads.settings("");
        Settings changed = Reads.settings(
                "cache: {memory_bytes: 1MB, disk_bytes: 0, shared_bytes: 16MB, entry_bytes: 1MB}\nresume: {keep: 60s}");

        Settings next = changed.following(running);

        assertThat(changed.needingRestart(running))
                .containsExactly("cache.memory_bytes", "cache.disk_bytes", "cache.shared_bytes");
        assertThat(next.needingRestart(running)).isEmpty();
        assertThat(next.cache().entryBytes()).isEqualTo(1L << 20);
        assertThat(next.resume().keep()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void a_cache_read_back_from_the_management_api_is_the_same() {
        String body = """
                {"id":"a","cache_invalidate_on_update":true,"cache_ttl":300,"collect_logs":true,
                "rate_limiting_interval":0,"rate_limiting_limit":0,
                "cache":{"streams":false,"ignore_fields":["user"],"variants":3,"stale_if_error":"1h",
                "replay":"recorded","drain_bytes":"2MB"}}
                """;

        GatewayBody.Result.Good made = (GatewayBody.Result.Good) GatewayBody.read(JsonTree.read(body));
        GatewayBody.Result.Good kept = (GatewayBody.Result.Good) GatewayBody.kept(made.shown(), made.secrets());

        Caching caching = made.settings().caching();
        assertThat(caching.ttl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(caching.invalidateOnUpdate()).isTrue();
        assertThat(caching.ignoredFields()).containsExactly("user");
        assertThat(caching.drainBytes()).isEqualTo(2L << 20);
        assertThat(kept.settings()).isEqualTo(made.settings());
        JsonTree shown = made.shown().at("cache");
        assertThat(shown.at("variants").whole()).hasValue(3);
        assertThat(shown.at("stale_if_error").text()).hasValue("1h");
        assertThat(shown.at("abandoned").text()).hasValue("cancel");
    }

    @Test
    void every_example_of_the_documentation_is_good() throws IOException {
        Matcher blocks =
                Pattern.compile("(?ms)^```yaml\n(.*?)^```").matcher(Files.readString(Path.of("docs/cache.md")));

        int examples = 0;
        while (blocks.find()) {
            assertThat(Reads.good(blocks.group(1)).warnings()).isEmpty();
            examples++;
        }
        assertThat(examples).isEqualTo(4);
    }

    static Stream<Arguments> mistakes() {
        String at = "line 3: 'gateways[0].cache";
        return Stream.of(
                Arguments.of("varients: 2", "line 3: unknown key 'varients' in 'gateways[0].cache'; did you mean"),
                Arguments.of("variants: 0", at + ".variants' is 0; must be 1 to 20"),
                Arguments.of("variants: 21", at + ".variants' is 21; must be 1 to 20"),
                Arguments.of("stale_if_error: 31d", at + ".stale_if_error' is 31d; must be 0s to 30d"),
                Arguments.of("replay: slow", at + ".replay' is slow; must be instant or recorded"),
                Arguments.of("abandoned: keep", at + ".abandoned' is keep; must be cancel or drain"),
                Arguments.of("drain_bytes: 1GB", at + ".drain_bytes' is 1GB; must be 0 to 100MB"),
                Arguments.of("ignore_fields: user", at + ".ignore_fields' is "),
                Arguments.of("streams: 1", at + ".streams' is 1; must be true or false"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_cache_that_makes_no_sense_is_refused_with_its_place(String cache, String problem) {
        assertThat(Reads.problems("gateways:\n  - id: a\n    cache: {" + cache + "}"))
                .anySatisfy(found -> assertThat(found).startsWith("penstock.yaml " + problem));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "cache: {memory_bytes: 1KB} | 'cache.memory_bytes' is 1KB; must be 1MB to 64GB",
                "cache: {disk_bytes: 5MB} | 'cache' has an entry_bytes of 10MB but a disk_bytes of 5MB; one answer must",
                "cache: {shared_bytes: 4MB} | 'cache' has an entry_bytes of 10MB but a shared_bytes of 4MB; one answer",
                "cache: {ttl: 5} | unknown key 'ttl' in 'cache'",
                "resume: {keep: 2h} | 'resume.keep' is 2h; must be 1s to 1h",
            })
    void a_room_that_makes_no_sense_is_refused(String yaml, String problem) {
        assertThat(Reads.problems(yaml)).anySatisfy(found -> assertThat(found).contains(problem));
    }

    private static Caching caching(String keys) {
        return Reads.settings("gateways:\n  - id: a\n    " + keys)
                .gateways()
                .getFirst()
                .caching();
    }
}
