package dev.penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One recorded exchange. Reads its files when asked. */
public final class CorpusCase {
    private final String id;
    private final Path folder;
    private final JsonNode meta;

    CorpusCase(String id, Path root) {
        this.id = id;
        this.folder = root.resolve(id);
        this.meta = Corpus.JSON.readTree(bytes("meta.json"));
    }

    /** Provider, API and name, as the index has it. */
    public String id() {
        return id;
    }

    public JsonNode meta() {
        return meta;
    }

    public String provider() {
        return text("provider");
    }

    public String api() {
        return text("api");
    }

    public String caseType() {
        return text("case_type");
    }

    public String model() {
        return text("model");
    }

    public String provenance() {
        return text("provenance");
    }

    /** Empty where the recording does not say. */
    public String contentType() {
        return text("content_type");
    }

    public int status() {
        return meta.path("status").asInt(200);
    }

    public boolean isStream() {
        return meta.path("stream").asBoolean(false);
    }

    /** Whether the recording has its end. */
    public boolean isComplete() {
        return meta.path("complete").asBoolean(false);
    }

    public List<String> features() {
        List<String> features = new ArrayList<>();
        meta.path("features").forEach(feature -> features.add(feature.asString()));
        return features;
    }

    public boolean has(String feature) {
        return features().contains(feature);
    }

    public String path() {
        return text("path");
    }

    /** Where the gateway is asked for it; empty where the provider has no folder. */
    public Optional<CorpusPaths.Place> place() {
        return CorpusPaths.of(
                provider(), api(), model(), isStream(), recorded("host"), recorded("path"), recorded("query"));
    }

    public String method() {
        return meta.path("method").asString("POST");
    }

    /** The ending of the response's file. */
    public String extension() {
        return responseFile().substring(responseFile().lastIndexOf('.') + 1);
    }

    public Map<String, String> responseHeaders() {
        return fields("response_headers");
    }

    public Map<String, String> requestHeaders() {
        return fields("request_headers");
    }

    public Optional<byte[]> request() {
        return meta.hasNonNull("request_file") ? Optional.of(bytes(text("request_file"))) : Optional.empty();
    }

    /** The name of the response's file; its ending tells the framing: json, sse, ndjson, eventstream, bin, txt. */
    public String responseFile() {
        return text("response_file");
    }

    public byte[] response() {
        return bytes(responseFile());
    }

    /** The lengths in which the bytes came off the network, where they were recorded. */
    public Optional<List<Integer>> wireChunks() {
        if (!meta.hasNonNull("wire_chunks")) {
            return Optional.empty();
        }
        List<Integer> lengths = new ArrayList<>();
        meta.path("wire_chunks").forEach(length -> lengths.add(length.asInt()));
        return Optional.of(lengths);
    }

    /** The response in its network pieces; in one where they were not recorded. */
    public List<byte[]> responsePieces() {
        byte[] whole = response();
        return wireChunks().map(lengths -> new Cutter.Sizes(lengths).cut(whole)).orElseGet(() -> List.of(whole));
    }

    /** The checked decoding that lies beside an event stream: one JSON value an event. */
    public Optional<List<JsonNode>> decodedEvents() {
        Path file = folder.resolve("response.events.jsonl");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(Bytes.text(bytes("response.events.jsonl"))
                .lines()
                .map(line -> Corpus.JSON.readTree(line))
                .toList());
    }

    private Optional<String> recorded(String field) {
        return Optional.ofNullable(meta.get(field)).map(JsonNode::asString);
    }

    private String text(String field) {
        return meta.path(field).asString("");
    }

    private Map<String, String> fields(String name) {
        Map<String, String> fields = new LinkedHashMap<>();
        meta.path(name)
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asString()));
        return fields;
    }

    private byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
