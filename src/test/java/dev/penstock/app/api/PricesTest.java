package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.meter.PriceBook;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.PriceFiles;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The price list through the management API, over calls that were really made. */
class PricesTest {
    private static final String LOGS = "/accounts/default/ai-gateway/gateways/default/logs";
    private static final String NEWER = text(PriceFiles.openai("2027-01-01-a", "2027-01-01", "brand-new", 2, 8));

    private final FakeProvider fake = FakeProvider.start();
    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private ApiClient admin = ApiClient.of(gateway);

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_newer_list_is_in_force_without_a_restart_and_after_one() throws Exception {
        JsonNode first = admin.get("/prices").result();
        assertThat(first.get("source").asString()).isEqualTo("bundled");
        assertThat(first.get("models").asInt()).isGreaterThan(1_000);
        CallRow unknown = call("brand-new");
        assertThat(unknown.costNano()).isNull();
        long revision = gateway.penstock().revision();

        JsonNode now = admin.put("/prices", NEWER).result();

        assertThat(now.get("source").asString()).isEqualTo("installed");
        assertThat(now.get("version").asString()).isEqualTo("2027-01-01-a");
        assertThat(now.get("models").asInt()).isEqualTo(1);
        assertThat(gateway.penstock().revision()).isEqualTo(revision + 1);
        assertThat(admin.get("/audit_logs").text()).contains("price list installed");
        assertThat(call("brand-new").costNano()).isEqualTo(1_000 * 2_000 + 100 * 8_000);
        assertThat(text(admin.get("/prices/file").body())).isEqualTo(NEWER);
        gateway.close();
        gateway = gateway.again();
        admin = ApiClient.nobody(gateway).as(admin.token());
        assertThat(admin.get("/prices").result().get("version").asString()).isEqualTo("2027-01-01-a");
        assertThat(call("brand-new").priceVersion()).isEqualTo("2027-01-01-a");
    }

    @Test
    void calls_are_priced_anew_and_their_receipts_add_up() throws Exception {
        CallRow unknown = call("brand-new");
        CallRow known = call("gpt-4o-mini");
        JsonNode old = receipt(known);
        assertThat(old.get("total_nano").asLong()).isEqualTo(known.costNano()).isPositive();
        assertThat(old.get("lines")).hasSize(2);
        assertThat(receipt(unknown).get("priced_by").asString()).isEqualTo("unknown");
        admin.put("/prices", NEWER).result();
        assertThat(receipt(known)).isEqualTo(old);

        JsonNode job = reprice("{\"since\":\"1d\",\"dry_run\":true}");
        assertThat(job.get("changed").asInt()).isEqualTo(1);
        assertThat(row(unknown).has("cost")).isFalse();
        job = reprice("{\"since\":\"1d\"}");
        assertThat(job.get("became_known").asInt()).isEqualTo(1);
        assertThat(job.get("cost_after").asString())
                .isNotEqualTo(job.get("cost_before").asString());

        JsonNode corrected = row(unknown);
        assertThat(corrected.get("cost_nano").asLong()).isEqualTo(2_800_000);
        assertThat(corrected.has("original_cost")).isFalse();
        assertThat(corrected.get("original_price_version").asString())
                .isEqualTo(PriceBook.bundled().version());
        assertThat(receipt(unknown).get("total").asString()).isEqualTo("0.0028");
        assertThat(row(known).has("original_price_version")).isFalse();
        assertThat(reprice("{\"since\":\"1d\"}").get("changed").asInt()).isZero();
        assertThat(admin.get(LOGS + "/no-such-call/receipt").status()).isEqualTo(404);
    }

    @Test
    void what_is_no_good_list_is_refused_and_the_old_one_stays() {
        String version = admin.get("/prices").result().get("version").asString();
        assertRefused(400, "line 1", "");
        assertRefused(400, "line 1", "{}");
        assertRefused(
                400,
                "announces 2 lines",
                NEWER.replace("{\"model\":\"brand-new\",\"in\":2000000000,\"out\":8000000000}\n", ""));
        assertRefused(400, "checksum", NEWER.replace("2000000000", "1000000000"));
        assertRefused(400, "format is 2", NEWER.replace("\"format\":1", "\"format\":2"));
        assertRefused(
                400,
                "line 4",
                text(PriceFiles.of("2027-01-01", "2027-01-01", PriceFiles.OPENAI, "{\"model\":\"m\",\"in\":-1}")));
        assertRefused(
                400,
                "line 4",
                text(PriceFiles.of("2027-01-01", "2027-01-01", PriceFiles.OPENAI, "{\"model\":\"m\",\"in\":1.5}")));
        assertRefused(400, "no model", text(PriceFiles.of("2027-01-01", "2027-01-01", PriceFiles.OPENAI)));
        assertRefused(400, "date", text(PriceFiles.openai("2027-01-01", "soon", "m", 1, 1)));
        assertRefused(400, "version", text(PriceFiles.openai("../../etc", "2027-01-01", "m", 1, 1)));
        assertRefused(409, "older than " + version, text(PriceFiles.openai("2020-01-01", "2020-01-01", "m", 1, 1)));
        assertRefused(409, "of its own", text(PriceFiles.openai(version, "2027-01-01", "m", 1, 1)));
        assertThat(admin.get("/prices").result().get("version").asString()).isEqualTo(version);
    }

    @Test
    void a_difference_names_each_price() {
        admin.put("/prices", NEWER).result();
        String next = text(PriceFiles.of(
                "2027-02-01",
                "2027-02-01",
                PriceFiles.OPENAI,
                PriceFiles.model("brand-new", 3, 8),
                PriceFiles.model("another", 1, 1)));
        JsonNode found = admin.post("/prices/diff", next).result();
        assertThat(found.get("added").asInt()).isEqualTo(2);
        assertThat(found.get("removed").asInt()).isZero();
        assertThat(found.get("changed").asInt()).isEqualTo(1);
        JsonNode changed = found.get("changes").get(2);
        assertThat(changed.get("model").asString()).isEqualTo("brand-new");
        assertThat(changed.get("kind").asString()).isEqualTo("input");
        assertThat(changed.get("before").asString()).isEqualTo("2");
        assertThat(changed.get("after").asString()).isEqualTo("3");
        assertThat(admin.post("/prices/reprice", "{}").status()).isEqualTo(400);
        assertThat(admin.post("/prices/reprice", "{\"since\":\"1d\",\"colour\":1}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void own_prices_have_a_version_that_is_kept_when_they_change() throws Exception {
        String own = "prices:\n  - provider: openai\n    model: gpt-4o-mini\n    input: %s\n    output: 1\n";
        String base = "providers:\n  openai:\n    base_url: " + fake.origin() + "/v1\n";
        gateway.reload(base + own.formatted("7"));
        CallRow row = call("gpt-4o-mini");
        assertThat(row.costNano()).isEqualTo(1_000 * 7_000 + 100 * 1_000);
        JsonNode before = receipt(row);
        gateway.reload(base + own.formatted("9"));
        assertThat(call("gpt-4o-mini").costNano()).isEqualTo(1_000 * 9_000 + 100 * 1_000);
        assertThat(receipt(row)).isEqualTo(before);
        gateway.close();
        gateway = gateway.again();
        admin = ApiClient.nobody(gateway).as(admin.token());
        assertThat(receipt(row)).isEqualTo(before);
    }

    private void assertRefused(int status, String says, String file) {
        ApiClient.Reply reply = admin.put("/prices", file);
        assertThat(reply.text()).as(file).contains(says);
        assertThat(reply.status()).isEqualTo(status);
    }

    private JsonNode reprice(String order) {
        admin.post("/prices/reprice", order).result();
        Await.until(
                "the end of the job",
                Duration.ofSeconds(30),
                () -> !admin.get("/prices/reprice")
                        .result()
                        .get("state")
                        .asString()
                        .equals("running"));
        JsonNode job = admin.get("/prices/reprice").result();
        assertThat(job.get("state").asString()).isEqualTo("finished");
        return job;
    }

    private JsonNode receipt(CallRow row) {
        return admin.get(LOGS + "/" + row.id() + "/receipt").result();
    }

    private JsonNode row(CallRow row) {
        return admin.get(LOGS + "/" + row.id()).result();
    }

    private CallRow call(String model) throws Exception {
        fake.enqueue(Script.json(
                200,
                "{\"model\":\"" + model
                        + "\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}"));
        List<CallRow> before = gateway.summaries();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/openai/chat/completions"))
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-made-up")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"messages\":[]}"))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        return gateway.awaitRows(before.size() + 1, row -> true).getLast();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
