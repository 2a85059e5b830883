package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cache.StoredPrint;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Encoding;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cloudflare's rules of caching, one by one. */
class CloudflareCachingTest {
    private static final String EMBEDDINGS = "/v1/default/shop/openai/embeddings";
    private static final String IMAGES = "/v1/default/shop/openai/images/generations";
    private static final String SPEECH = "/v1/default/shop/openai/audio/speech";

    private static final CachedShop OFF = CachedShop.of("cache_ttl: 0\n");
    private static final CachedShop ON = CachedShop.of("cache_ttl: 600\n");
    private static final AtomicInteger ROWS = new AtomicInteger();

    @AfterAll
    static void close() {
        OFF.close();
        ON.close();
    }

    private static RawRequest call(String headers) {
        return CachedShop.with(Answers.call("a"), headers(headers));
    }

    /** {@code name=value;name=value}, names without the prefix of ours; "-" is none. */
    private static Map<String, String> headers(String written) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String one : written.equals("-") ? new String[0] : written.split(";", -1)) {
            String[] parts = one.split("=", 2);
            headers.put(parts[0].startsWith("cf-") ? parts[0] : "cf-aig-" + parts[0], parts[1]);
        }
        return headers;
    }

    @ParameterizedTest(name = "cache_ttl {0}, {1}: {2}, then {3}: {4}")
    @CsvSource({
        // Off by default; a time alone enables nothing, a key does.
        "0, -, absent, -, absent",
        "0, cache-ttl=300, absent, cache-ttl=300, absent",
        "0, cf-cache-ttl=300, absent, cf-cache-ttl=300, absent",
        "0, cache-key=k, MISS, cache-key=k, HIT",
        "0, cache-key=k;cache-ttl=600, MISS, cache-key=k, HIT",
        "0, cache-key=k;cache-ttl=0, absent, cache-key=k, MISS",
        "0, skip-cache=true, absent, -, absent",
        // On.
        "600, -, MISS, -, HIT",
        "600, cache-ttl=0, absent, -, MISS",
        "600, -, MISS, cache-ttl=0, absent",
        "600, cache-ttl=1, MISS, -, HIT",
        "600, cache-ttl=99999999999999999999, MISS, -, HIT",
        "600, cf-cache-ttl=0, absent, -, MISS",
        "600, -, MISS, skip-cache=true, MISS",
        "600, -, MISS, cf-skip-cache=true, MISS",
        "600, -, MISS, skip-cache=false, HIT",
        "600, -, MISS, skip-cache=false;cf-skip-cache=true, HIT",
        "600, -, MISS, cache-ttl=60;cf-cache-ttl=0, HIT",
        "600, cf-skip-cache=TRUE, MISS, -, HIT",
        // A key of its own is another entry, and neither names nor metadata are part of any.
        "600, -, MISS, cache-key=k, MISS",
        "600, cache-key=k, MISS, cache-key=K, MISS",
        "600, -, MISS, 'metadata={\"user\":\"b\"}', HIT",
        "600, -, MISS, 'event-id=other;collect-log=false;custom-cost={\"total_cost\":1}', HIT"
    })
    void what_is_said_decides(int ttl, String first, String firstStatus, String second, String secondStatus) {
        CachedShop shop = ttl == 0 ? OFF : ON;
        String prompt = "row " + ROWS.incrementAndGet();
        int before = shop.asked.get();
        assertThat(shop.status(row(prompt, first))).isEqualTo(firstStatus);
        RawResponse again = shop.send(row(prompt, second));
        assertThat(again.status()).isEqualTo(200);
        assertThat(CachedShop.status(again)).isEqualTo(secondStatus);
        int asked = before + (secondStatus.equals("HIT") ? 1 : 2);
        assertThat(again.text()).isEqualTo(Answers.json("n" + asked));
        assertThat(again.header("age").isPresent()).isEqualTo(secondStatus.equals("HIT"));
        assertThat(shop.asked).hasValue(asked);
    }

    /** Keys are the row's own, too. */
    private static RawRequest row(String prompt, String written) {
        Map<String, String> headers = headers(written);
        headers.computeIfPresent("cf-aig-cache-key", (name, key) -> prompt + key);
        return CachedShop.with(Answers.call(prompt), headers);
    }

    @Test
    void times_are_kept_within_bounds() {
        Map<String, Duration> times = new LinkedHashMap<>();
        times.put("-", Duration.ofMinutes(10));
        times.put("cache-ttl=1", Duration.ofMinutes(1));
        times.put("cache-ttl=59", Duration.ofMinutes(1));
        times.put("cache-ttl=61", Duration.ofSeconds(61));
        times.put("cf-cache-ttl=3600", Duration.ofHours(1));
        times.put("cache-ttl=2592000", Duration.ofDays(30));
        times.put("cache-ttl=2592001", Duration.ofDays(30));
        times.put("cache-key=k", Duration.ofMinutes(10));
        times.put("cache-key=l;cache-ttl=70", Duration.ofSeconds(70));
        assertThat(kept(600, times)).containsExactlyInAnyOrderElementsOf(times.values());
        Map<String, Duration> unsaid =
                Map.of("cache-key=k", Duration.ofMinutes(5), "cache-key=l;cache-ttl=59", Duration.ofMinutes(1));
        assertThat(kept(0, unsaid)).containsExactlyInAnyOrderElementsOf(unsaid.values());
    }

    private static List<Duration> kept(int ttl, Map<String, Duration> times) {
        try (CachedShop shop = CachedShop.of("cache_ttl: " + ttl + "\n")) {
            int prompt = 0;
            for (String headers : times.keySet()) {
                RawRequest call = CachedShop.with(Answers.call("p" + prompt++), headers(headers));
                assertThat(shop.status(call)).isEqualTo("MISS");
            }
            return shop.kept().stream().map(CloudflareCachingTest::lasts).toList();
        }
    }

    private static Duration lasts(StoredPrint print) {
        return Duration.ofMillis(print.expiresAt() - print.storedAt());
    }

    @Test
    void a_time_enables_where_the_gateway_lets_it() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 0\ncache: {ttl_header_enables: true}\n")) {
            assertThat(shop.status(call("-"))).isEqualTo("absent");
            assertThat(shop.status(call("cache-ttl=60"))).isEqualTo("MISS");
            assertThat(shop.status(call("cf-cache-ttl=60"))).isEqualTo("HIT");
            assertThat(shop.status(call("cache-ttl=0"))).isEqualTo("absent");
        }
    }

    @Test
    void skipping_leaves_what_is_kept_where_the_gateway_wants_that() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\ncache: {refresh_on_skip: false}\n")) {
            assertThat(shop.status(call("skip-cache=true"))).isEqualTo("MISS");
            assertThat(shop.status(call("-"))).isEqualTo("MISS");
            assertThat(shop.status(call("skip-cache=true"))).isEqualTo("MISS");
            RawResponse hit = shop.send(call("-"));
            assertThat(CachedShop.status(hit)).isEqualTo("HIT");
            assertThat(hit.text()).isEqualTo(Answers.json("n2"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache-ttl=-1",
                "cache-ttl=1.5",
                "cache-ttl=an hour",
                "cache-ttl=",
                "cf-cache-ttl=x",
                "skip-cache=yes",
                "skip-cache=1",
                "cf-skip-cache=maybe",
                "cache-key=",
                "cache-key=   "
            })
    void what_is_not_understood_is_refused(String headers) {
        int before = ON.asked.get();
        RawResponse refused = ON.send(call(headers));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("success").asBoolean(true)).isFalse();
        assertThat(refused.json().path("error").path(0).path("code").isNumber()).isTrue();
        assertThat(refused.text()).contains(headers(headers).keySet().iterator().next());
        assertThat(ON.asked).hasValue(before);
    }

    @Test
    void a_step_s_own_words_go_before_those_of_its_request() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\n")) {
            assertThat(shop.status(universal("", "x-none: 1"))).isEqualTo("MISS");
            assertThat(shop.status(universal("", "x-none: 1"))).isEqualTo("HIT");
            assertThat(shop.status(universal("", "cf-aig-skip-cache: true"))).isEqualTo("MISS");
            assertThat(shop.status(universal(",\"cf-aig-skip-cache\":\"false\"", "cf-aig-skip-cache: true")))
                    .isEqualTo("HIT");
            assertThat(shop.status(universal(",\"cf-cache-ttl\":\"60\"", "cf-aig-cache-ttl: 0")))
                    .isEqualTo("HIT");
            assertThat(shop.status(universal(",\"cf-aig-cache-key\":\"k\"", "cf-aig-cache-key: l")))
                    .isEqualTo("MISS");
            assertThat(shop.status(universal("", "cf-aig-cache-key: k"))).isEqualTo("HIT");
            assertThat(shop.status(universal("", "cf-aig-cache-key: l"))).isEqualTo("MISS");
            assertThat(shop.send(universal(",\"cf-aig-cache-ttl\":\"soon\"", "x-none: 1"))
                            .status())
                    .isEqualTo(400);
        }
    }

    private static RawRequest universal(String more, String line) {
        return RawRequest.post("/v1/default/shop")
                .line(line)
                .json("[{\"provider\":\"openai\",\"endpoint\":\"chat/completions\",\"headers\":{\"authorization\":"
                        + "\"Bearer sk-test\",\"content-type\":\"application/json\"" + more + "},\"query\":"
                        + Answers.body("a", false) + "}]");
    }

    @Test
    void ours_is_not_forwarded() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\n")) {
            shop.send(call("cache-ttl=60;skip-cache=true;cache-key=k;resume=true;cache-explain=true"));
            shop.send(call("cf-cache-ttl=60;cf-skip-cache=true"));
            shop.send(universal(",\"cf-aig-cache-key\":\"k\",\"cf-skip-cache\":\"true\"", "cf-aig-cache-ttl: 60"));
            assertThat(shop.fake.requests()).hasSize(3);
            for (ReceivedRequest request : shop.fake.requests()) {
                assertThat(request.headers().toString().toLowerCase(Locale.ROOT))
                        .doesNotContain("cf-")
                        .contains("authorization");
            }
        }
    }

    @Test
    void requests_of_more_than_25_MB_are_not_kept() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\n")) {
            int frame = Answers.body("", false).length();
            int largest = 25 * 1024 * 1024;
            RawRequest fits = Answers.call("a".repeat(largest - frame));
            assertThat(shop.status(fits)).isEqualTo("MISS");
            assertThat(shop.status(fits)).isEqualTo("HIT");
            RawRequest larger = Answers.call("a".repeat(largest - frame + 1));
            assertThat(shop.status(larger)).isEqualTo("absent");
            assertThat(shop.status(larger)).isEqualTo("absent");
            assertThat(shop.asked).hasValue(3);
        }
    }

    @Test
    void text_and_images_are_kept_and_audio_is_not() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\n")) {
            byte[] image = {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, (byte) 0xff};
            shop.fake.forget();
            shop.fake
                    .onPath("/v1/embeddings", Script.json(200, "{\"data\":[],\"model\":\"e\"}"))
                    .onPath(
                            "/v1/images/generations",
                            Script.answer(200)
                                    .header("content-type", "image/png")
                                    .body(image))
                    .onPath(
                            "/v1/audio/speech",
                            Script.answer(200)
                                    .header("content-type", "audio/mpeg")
                                    .body("ID3"));
            assertThat(twice(shop, EMBEDDINGS, "")).containsExactly("MISS", "HIT");
            assertThat(twice(shop, IMAGES, "")).containsExactly("MISS", "HIT");
            assertThat(shop.send(post(IMAGES, "")).body()).isEqualTo(image);
            assertThat(shop.send(post(IMAGES, "")).header("content-type")).hasValue("image/png");
            assertThat(twice(shop, SPEECH, "")).doesNotContain("HIT");
            assertThat(twice(shop, SPEECH, "k")).containsExactly("MISS", "MISS");
        }
    }

    private static RawRequest post(String path, String key) {
        RawRequest post = RawRequest.post(path).bearer("sk-test").json("{\"model\":\"m\",\"input\":\"a\"}");
        return key.isEmpty() ? post : post.header("cf-aig-cache-key", key);
    }

    private static List<String> twice(CachedShop shop, String path, String key) {
        return List.of(shop.status(post(path, key)), shop.status(post(path, key)));
    }

    @Test
    void only_what_a_kept_answer_can_say_again_is_kept() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\n")) {
            for (int status : List.of(201, 202, 206, 299)) {
                shop.answers(Script.json(status, Answers.json("x")));
                RawRequest call = Answers.call("status " + status);
                for (int i = 0; i < 2; i++) {
                    RawResponse answer = shop.send(call);
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(CachedShop.status(answer)).isEqualTo("MISS");
                }
            }
        }
    }

    @Test
    void streams_are_not_kept_where_the_gateway_wants_it_as_there() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\ncache: {streams: false}\n")) {
            assertThat(shop.status(Answers.streamed("a"))).isEqualTo("absent");
            assertThat(shop.status(Answers.streamed("a"))).isEqualTo("absent");
            assertThat(shop.status(Answers.streamed("a").header("cf-aig-cache-key", "k")))
                    .isEqualTo("absent");
            assertThat(shop.status(Answers.call("a"))).isEqualTo("MISS");
            assertThat(shop.status(Answers.call("a"))).isEqualTo("HIT");
            assertThat(shop.asked).hasValue(4);
        }
    }

    @Test
    void fields_the_gateway_ignores_make_no_difference_and_all_others_do() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\ncache: {ignore_fields: [user]}\n")) {
            String body = "{\"model\":\"gpt-4o\",\"messages\":[]%s}";
            assertThat(shop.status(body(body.formatted(",\"user\":\"a\"")))).isEqualTo("MISS");
            assertThat(shop.status(body(body.formatted(",\"user\":{\"b\":1}")))).isEqualTo("HIT");
            assertThat(shop.status(body(body.formatted("")))).isEqualTo("HIT");
            assertThat(shop.status(body(body.formatted(",\"metadata\":{\"user\":\"a\"}"))))
                    .isEqualTo("MISS");
            assertThat(shop.status(body(body.formatted(",\"metadata\":{\"user\":\"b\"}"))))
                    .isEqualTo("MISS");
            assertThat(shop.status(body(body.formatted(",\"seed\":1")))).isEqualTo("MISS");
            assertThat(shop.status(body("{ \"messages\" : [ ],\n\"model\" : \"gpt\\u002d4o\" }")))
                    .isEqualTo("HIT");
        }
    }

    private static RawRequest body(String json) {
        return RawRequest.post(Answers.PATH).bearer("sk-test").json(json);
    }

    @Test
    void packed_answers_are_given_again_unpacked() {
        try (CachedShop shop = CachedShop.of("cache_ttl: 600\n")) {
            shop.answers(Script.json(200, Answers.json("n1")).encoded(Encoding.GZIP));
            RawRequest packed = Answers.call("a").header("accept-encoding", "gzip");
            assertThat(shop.status(packed)).isEqualTo("MISS");
            RawResponse hit = shop.send(Answers.call("a"));
            assertThat(CachedShop.status(hit)).isEqualTo("HIT");
            assertThat(hit.header("content-encoding")).isEmpty();
            assertThat(hit.body()).isEqualTo(Bytes.of(Answers.json("n1")));
        }
    }
}
