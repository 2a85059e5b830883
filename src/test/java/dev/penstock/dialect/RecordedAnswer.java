package dev.penstock.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One recorded call of the corpus.
 *
 * @param id its folder within the corpus, such as openai/chat/stream-text--gpt-4o--0123abcd
 * @param extension of the response file: json, sse, ndjson, eventstream, bin, txt
 * @param complete whether the recording runs to the answer's end
 * @param documented written from documentation, no recording
 */
record RecordedAnswer(
        String id,
        Path folder,
        String provider,
        String api,
        int status,
        String extension,
        boolean complete,
        boolean documented) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Every case of the corpus the system property penstock.corpus names; fails if there is none. */
    static List<RecordedAnswer> all() {
        Path corpus = Path.of(System.getProperty("penstock.corpus", ""));
        if (!Files.isRegularFile(corpus.resolve("INDEX.tsv"))) {
            throw new IllegalStateException("penstock.corpus names " + corpus + ", which holds no corpus");
        }
        try (Stream<Path> files = Files.walk(corpus, 5)) {
            return files.filter(file -> file.getFileName().toString().equals("meta.json"))
                    .map(file -> read(corpus, file))
                    .sorted((one, other) -> one.id.compareTo(other.id))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedAnswer read(Path corpus, Path file) {
        JsonNode meta = JSON.readTree(file);
        Path folder = java.util.Objects.requireNonNull(file.getParent());
        String response = meta.path("response_file").asString("response.none");
        String id = corpus.relativize(folder).toString().replace('\\', '/');
        return new RecordedAnswer(
                id,
                folder,
                meta.path("provider").asString(""),
                meta.path("api").asString(""),
                meta.path("status").asInt(0),
                response.substring(response.lastIndexOf('.') + 1),
                meta.path("complete").asBoolean(true),
                id.startsWith("documented/"));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isStream() {
        return extension.equals("sse") || extension.equals("ndjson") || extension.equals("eventstream");
    }

    /** The answer's bytes as recorded. */
    byte[] response() {
        Path file = folder.resolve("response." + extension);
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
