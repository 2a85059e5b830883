package dev.penstock.app.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.AttemptRow;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route that asks a further model after one has answered. */
class SecondOpinionTest {
    private static final String ROUTE = Graphs.of(
            "one",
            Graphs.model("one", 0, 0, "e")
                    .replace("\"success\":{\"elementId\":\"e\"}", "\"success\":{\"elementId\":\"two\"}"),
            Graphs.model("two", 0, 0, "e"));

    @Test
    void a_failure_without_end_is_let_go_of_where_the_answer_before_it_is_given(@TempDir Path folder) {
        String settings = "routes:\n  - {name: both, elements: " + ROUTE + "}\n";
        try (Shop shop = new Shop(folder, settings, "", "one", "two")) {
            shop.fake("one").otherwise(Speech.script(false));
            shop.fake("two").otherwise(Script.answer(500).forever(new byte[16 * 1024], Duration.ofMillis(5)));

            RawResponse response = shop.call(RawRequest.post("/v1/default/shop/compat/chat/completions")
                    .bearer("sk-test")
                    .json(Speech.body("dynamic/both", false)));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("cf-aig-step")).contains("0");
            Await.until(
                    "the failed one to be let go",
                    Duration.ofSeconds(15),
                    () -> shop.fake("two").requests().stream()
                            .allMatch(request -> request.closed().isPresent()));
            assertThat(shop.row().attempts())
                    .extracting(AttemptRow::provider)
                    .containsExactly("custom-two", "custom-one");
        }
    }
}
