package dev.penstock.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.admin.cache.AskedCall;
import dev.penstock.admin.cache.CacheDesk;
import dev.penstock.admin.cache.Caches;
import dev.penstock.admin.cache.Explaining;
import dev.penstock.admin.cache.Explanations;
import dev.penstock.cache.CacheKey;
import dev.penstock.cache.CacheStats;
import dev.penstock.cache.Purge;
import dev.penstock.call.Refusal;
import dev.penstock.call.Scope;
import dev.penstock.control.AuditTrail;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.ControlStore;
import dev.penstock.control.Edit;
import dev.penstock.control.Revision;
import dev.penstock.json.JsonText;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints of the cache before a cache made by hand. */
class CachesTest {
    private static final String HEX = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private final Fake cache = new Fake();
    private final Trail trail = new Trail();
    private final List<Endpoint> endpoints = endpoints();

    @Test
    void without_a_condition_all_of_the_gateway_and_nothing_else_is_forgotten() throws IOException {
        assertThat(answer("DELETE", "", "")).isEqualTo(envelope("{\"purged\":7}"));
        assertThat(cache.purged)
                .isEqualTo(new Purge(
                        "acme",
                        Optional.of("prod"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(trail.noted).containsExactly("acme admin: cache purged gateways/prod/cache");
    }

    @Test
    void every_condition_is_handed_on_and_the_trail_names_them_without_what_they_hold() throws IOException {
        answer("DELETE", "key=" + HEX + "&cache_key=customer%2042&provider=openai&model=gpt-4o&tag=team%3Aa%3Ab", "");

        assertThat(cache.purged)
                .isEqualTo(new Purge(
                        "acme",
                        Optional.of("prod"),
                        CacheKey.parse(HEX),
                        Optional.of("customer 42"),
                        Optional.of("openai"),
                        Optional.of("gpt-4o"),
                        Optional.of(new Purge.Tag("team", "a:b"))));
        assertThat(trail.noted)
                .containsExactly(
                        "acme admin: cache purged by key, cache_key, provider, model, tag gateways/prod/cache");
    }

    @Test
    void a_tag_can_be_two_parameters() throws IOException {
        answer("DELETE", "metadata.key=a%3Ab&metadata.value=1", "");

        assertThat(cache.purged).extracting(Purge::tag).isEqualTo(Optional.of(new Purge.Tag("a:b", "1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "modle=gpt-4o | There is no condition 'modle'; there are [cache_key, key, metadata.key,",
                "model= | 'model' is empty; leave it out to purge whatever it is",
                "model=a&model=b | 'model' is given twice; send one request for each",
                "key=abc | 'key' must be 64 hexadecimal digits",
                "tag=eng | 'tag' must be NAME:VALUE, such as team:eng",
                "tag=%3Aeng | 'tag' must be NAME:VALUE, such as team:eng",
                "metadata.key=team | 'metadata.value' is missing",
                "metadata.value=eng | 'metadata.key' is missing",
                "metadata.key=a&metadata.value=b&tag=a:b | 'tag' stands beside 'metadata.key'; keep one"
            })
    void a_condition_that_is_not_understood_forgets_nothing(String query, String why) {
        assertThatThrownBy(() -> answer("DELETE", query, "")).satisfies(refused -> {
            assertThat(status(refused)).isEqualTo(400);
            assertThat(told(refused)).contains(why);
        });
        assertThat(cache.purged).isNull();
        assertThat(trail.noted).isEmpty();
    }

    @Test
    void what_cannot_be_noted_in_the_audit_trail_is_not_forgotten() {
        trail.broken = true;

        assertThatThrownBy(() -> answer("DELETE", "", "")).isInstanceOf(IOException.class);
        assertThat(cache.purged).isNull();
    }

    @Test
    void a_store_that_fails_is_no_success() {
        cache.failure = new IllegalStateException("disk");

        assertThatThrownBy(() -> answer("DELETE", "", "")).isInstanceOf(IOException.class);
    }

    @Test
    void the_store_is_shown_whole() throws IOException {
        assertThat(answer("GET", "", ""))
                .isEqualTo(envelope("{\"memory_entries\":1,\"memory_bytes\":2,\"memory_limit\":3,\"disk_entries\":4,"
                        + "\"disk_bytes\":5,\"disk_limit\":6,\"evicted\":7,\"dropped\":8,\"failures\":9}"));
    }

    @Test
    void the_store_is_for_whom_the_installation_is_and_a_purge_is_no_viewers() {
        assertThat(endpoint("GET").access()).isEqualTo(new Access(Level.INSTALLATION, Role.VIEWER));
        assertThat(endpoint("DELETE").access()).isEqualTo(new Access(Level.GATEWAY, Role.MEMBER));
        assertThat(endpoint("POST").access()).isEqualTo(new Access(Level.GATEWAY, Role.VIEWER));
    }

    @Test
    void a_step_is_explained_with_its_body_as_it_was_written() throws IOException {
        String answer = answer(
                "POST",
                "",
                "{\"provider\":\"openai\",\"endpoint\":\"chat/completions?a=b\",\"headers\":{\"x-b\":\"1\"},"
                        + "\"query\":{ \"n\": 1.0 }}");

        assertThat(answer).isEqualTo(envelope("{\"outcome\":\"miss\"}"));
        assertThat(cache.scope).isEqualTo(new Scope("acme", "prod"));
        assertThat(cache.asked).isNotNull();
        AskedCall asked = java.util.Objects.requireNonNull(cache.asked);
        assertThat(asked.provider()).isEqualTo("openai");
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.endpoint()).isEqualTo("chat/completions?a=b");
        assertThat(new String(asked.body(), UTF_8)).isEqualTo("{ \"n\": 1.0 }");
        assertThat(asked.headers().first("X-B")).contains("1");
        assertThat(asked.headers().first("content-type")).contains("application/json");
        assertThat(trail.noted).isEmpty();
    }

    @Test
    void a_method_and_a_type_of_the_callers_own_stay() throws IOException {
        answer(
                "POST",
                "",
                "{\"provider\":\"openai\",\"endpoint\":\"models\",\"method\":\"GET\","
                        + "\"headers\":{\"Content-Type\":\"text/plain\"}}");

        AskedCall asked = java.util.Objects.requireNonNull(cache.asked);
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.body()).isEmpty();
        assertThat(asked.headers().all("content-type")).containsExactly("text/plain");
    }

    @Test
    void an_asked_call_prints_neither_its_body_nor_a_value_of_its_headers() throws IOException {
        answer(
                "POST",
                "",
                "{\"provider\":\"openai\",\"endpoint\":\"x?key=sesame\",\"headers\":{\"authorization\":\"sesame\"},"
                        + "\"query\":{\"p\":\"sesame\"}}");

        assertThat(String.valueOf(cache.asked)).doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | The body must be a JSON object",
                "{ | The body is not valid JSON",
                "{\"endpoint\":\"x\"} | 'provider' is missing",
                "{\"provider\":1,\"endpoint\":\"x\"} | 'provider' must be a text",
                "{\"provider\":\"p\"} | 'endpoint' is missing",
                "{\"provider\":\"p\",\"endpoint\":\"x\",\"body\":{}} | There is no 'body' here; there are [endpoint,",
                "{\"provider\":\"p\",\"endpoint\":\"x\",\"method\":\"po st\"} | 'method' must be a method such as POST",
                "{\"provider\":\"p\",\"endpoint\":\"x\",\"headers\":[]} | 'headers' must be an object of at most 200",
                "{\"provider\":\"p\",\"endpoint\":\"x\",\"headers\":{\"a b\":\"c\"}} | A name in 'headers' holds",
                "{\"provider\":\"p\",\"endpoint\":\"x\",\"headers\":{\"a\":\"b\\nc\"}} | 'headers.a' must be a text",
                "{\"provider\":\"p\",\"endpoint\":\"x\",\"headers\":{\"a\":5}} | 'headers.a' must be a text"
            })
    void a_step_that_is_not_understood_is_refused(String body, String why) {
        assertThatThrownBy(() -> answer("POST", "", body)).satisfies(refused -> {
            assertThat(status(refused)).isEqualTo(400);
            assertThat(told(refused)).contains(why);
        });
        assertThat(cache.asked).isNull();
    }

    @Test
    void a_call_that_would_not_come_so_far_is_said_to_be_refused() {
        cache.failure = Refusal.of(401, 2009, "Unauthorized").thrown();

        assertThatThrownBy(() -> answer("POST", "", "{\"provider\":\"p\",\"endpoint\":\"x\"}"))
                .satisfies(refused -> {
                    assertThat(status(refused)).isEqualTo(400);
                    assertThat(told(refused)).contains("2009", "The call would be refused with 401: Unauthorized");
                });
    }

    private static int status(Throwable refused) {
        return ((ApiRefused) refused).status();
    }

    private static String told(Throwable refused) {
        return ((ApiRefused) refused).problems().toString();
    }

    private List<Endpoint> endpoints() {
        try {
            ControlDesk desk = new ControlDesk(new Memory(), trail, () -> java.time.Instant.EPOCH, state -> {});
            List<Endpoint> all = new ArrayList<>(new Caches(cache, desk).endpoints());
            all.addAll(new Explanations(cache).endpoints());
            return all;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Endpoint endpoint(String method) {
        return endpoints.stream()
                .filter(one -> one.method().equals(method))
                .findFirst()
                .orElseThrow();
    }

    private String answer(String method, String query, String body) throws IOException {
        Holder holder = new Holder("1", "admin", Role.ADMIN, new Reach.Installation());
        ApiCall call = new ApiCall(
                holder, Map.of("account_id", "acme", "gateway_id", "prod"), Query.parse(query), body.getBytes(UTF_8));
        return new String(endpoint(method).handler().answer(call).body(), UTF_8);
    }

    private static String envelope(String result) {
        return "{\"success\":true,\"result\":" + result + ",\"errors\":[],\"messages\":[]}";
    }

    /** Remembers what it was asked. */
    private static final class Fake implements CacheDesk, Explaining {
        private @Nullable Purge purged;
        private @Nullable Scope scope;
        private @Nullable AskedCall asked;
        private @Nullable RuntimeException failure;

        @Override
        public Future<Long> purge(Purge which) {
            purged = which;
            return failure == null ? Future.succeededFuture(7L) : Future.failedFuture(failure);
        }

        @Override
        public CacheStats stats() {
            return new CacheStats(1, 2, 3, 4, 5, 6, 7, 8, 9);
        }

        @Override
        public Future<JsonText> explain(Scope of, AskedCall call) {
            scope = of;
            asked = call;
            return failure == null
                    ? Future.succeededFuture(JsonText.object("outcome", "miss"))
                    : Future.failedFuture(failure);
        }
    }

    /** Keeps what was noted, unless it is broken. */
    private static final class Trail implements AuditTrail {
        private final List<String> noted = new ArrayList<>();
        private boolean broken;

        @Override
        public Head append(Entry entry) throws IOException {
            if (broken) {
                throw new IOException("disk full");
            }
            noted.add(entry.account() + " " + entry.actor().name() + ": " + entry.action() + " " + entry.object());
            return new Head(1, "");
        }

        @Override
        public Found find(Wanted wanted) {
            return new Found(List.of(), 0);
        }

        @Override
        public void close() {}
    }

    /** A store in memory: the desk's own state is all there is. */
    private static final class Memory implements ControlStore {
        @Override
        public ControlState load() {
            return ControlState.EMPTY;
        }

        @Override
        public void commit(Revision revision, List<Edit> edits) {}

        @Override
        public void keep(Edit.Seal seal) {}

        @Override
        public List<Revision> revisions(Optional<String> account, long before, int limit) {
            return List.of();
        }

        @Override
        public Optional<Revision> revision(long number) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
