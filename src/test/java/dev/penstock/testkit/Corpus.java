package dev.penstock.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded provider answers, which live outside this project. */
public final class Corpus {
    static final JsonMapper JSON = new JsonMapper();

    private final Path root;

    private Corpus(Path root) {
        this.root = root;
    }

    /**
     * The folder that the system property penstock.corpus names; empty where it names none, so that tests can be
     * skipped.
     *
     * @throws IllegalStateException where it names a folder that holds no corpus: a skipped test would hide that
     */
    public static Optional<Corpus> fromProperty() {
        String folder = System.getProperty("penstock.corpus", "");
        return folder.isBlank() ? Optional.empty() : Optional.of(at(Path.of(folder)));
    }

    public static Corpus at(Path root) {
        if (!Files.isRegularFile(root.resolve("INDEX.tsv"))) {
            throw new IllegalStateException(
                    "No INDEX.tsv in the corpus folder; correct -Dpenstock.corpus or leave it empty");
        }
        return new Corpus(root);
    }

    /** Every case, in the order of the index. */
    public List<CorpusCase> cases() {
        try {
            return Files.readAllLines(root.resolve("INDEX.tsv")).stream()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .map(line -> new CorpusCase(line.substring(0, line.indexOf('\t')), root))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The cases of one provider and API, such as openai and chat. */
    public Stream<CorpusCase> cases(String provider, String api) {
        String prefix = provider + "/" + api + "/";
        return cases().stream().filter(recorded -> recorded.id().startsWith(prefix));
    }

    public CorpusCase single(String id) {
        return new CorpusCase(id, root);
    }

    /** The rows of a translation table, such as lingua-translate. */
    public List<JsonNode> golden(String name) {
        Path file = root.resolve("golden").resolve(name + ".jsonl.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(JSON::readTree)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
