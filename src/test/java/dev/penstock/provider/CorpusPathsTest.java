package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.penstock.call.Headers;
import dev.penstock.call.Route;
import dev.penstock.testkit.CorpusDialects;
import dev.penstock.testkit.CorpusPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each recorded case can be asked for through the gateway, and arrives at the host and path it was recorded at. */
class CorpusPathsTest {
    /** Recorded, but no provider of ours: other gateways, hosts without a public address, and the made-up. */
    private static final Set<String> WITHOUT_FOLDER =
            Set.of("avian", "crusoe", "generic", "github-copilot", "gpustack", "heroku", "litellm-proxy");

    private final Providers providers = Providers.load();

    @TestFactory
    Stream<DynamicTest> reaches_the_recorded_host_and_path() throws IOException {
        return cases().stream().map(meta -> DynamicTest.dynamicTest(meta.toString(), () -> check(meta)));
    }

    @Test
    void finds_the_whole_corpus() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(1000);
    }

    private void check(Path file) throws IOException {
        JsonNode meta = JsonMapper.shared().readTree(Files.readString(file));
        String provider = meta.path("provider").asString();
        String api = meta.path("api").asString();
        boolean stream = meta.path("stream").asBoolean();
        boolean succeeded = meta.path("status").asInt() == 200;
        Optional<CorpusPaths.Place> found = CorpusPaths.of(
                provider,
                api,
                meta.path("model").asString("unknown"),
                stream,
                text(meta, "host"),
                text(meta, "path"),
                text(meta, "query"));
        assertThat(found.isEmpty()).as(provider).isEqualTo(WITHOUT_FOLDER.contains(provider));
        found.ifPresent(place -> {
            Route route = check(place, meta.path("method").asString("POST"), provider, api);
            route.streams()
                    .filter(streams -> succeeded)
                    .ifPresent(streams -> assertThat(streams).isEqualTo(stream));
        });
    }

    private Route check(CorpusPaths.Place place, String method, String provider, String api) {
        Provider folder = providers.find(place.slug()).orElseThrow();
        Route route = folder.route(new ProviderRequest(
                CorpusPaths.ACCOUNT,
                method,
                place.rest(),
                place.query(),
                Headers.EMPTY,
                place.baseUrl().orElse(folder.baseUrl()),
                place.baseUrl().isPresent()));
        assertThat(route.origin().host()).isEqualTo(place.host());
        assertThat(route.path()).isEqualTo(place.path());
        assertThat(route.query()).isEqualTo(place.query());
        assertThat(route.dialect()).isEqualTo(CorpusDialects.routed(provider, api, place.path()));
        return route;
    }

    private static Optional<String> text(JsonNode meta, String name) {
        return Optional.ofNullable(meta.get(name)).map(JsonNode::asString);
    }

    private static List<Path> cases() throws IOException {
        String corpus = System.getProperty("penstock.corpus", "");
        assumeFalse(corpus.isEmpty(), "no recordings: -Dpenstock.corpus is not set");
        try (Stream<Path> files = Files.walk(Path.of(corpus))) {
            return files.filter(file -> file.endsWith("meta.json")).sorted().toList();
        }
    }
}
