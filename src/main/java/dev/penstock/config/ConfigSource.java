package dev.penstock.config;

import dev.penstock.json.Place;
import dev.penstock.json.Yaml;
import dev.penstock.json.YamlDocument;
import dev.penstock.json.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the configuration comes from: a file, the environment, options. Can be read again at any time. */
public final class ConfigSource {
    static final String USUAL_FILE = "penstock.yaml";

    private final Path file;
    private final Optional<String> namedBy;
    private final Map<String, String> environment;
    private final Map<String, String> options;
    private final SettingsReader reader;

    private ConfigSource(
            Path file,
            Optional<String> namedBy,
            Map<String, String> environment,
            Map<String, String> options,
            SettingsReader reader) {
        this.file = file;
        this.namedBy = namedBy;
        this.environment = Map.copyOf(environment);
        this.options = Map.copyOf(options);
        this.reader = reader;
    }

    /**
     * @param folder where penstock.yaml is looked for when no file is named
     * @param config the file that --config names
     * @param environment every variable of the process
     * @param options values given as options, by top-level key
     * @param providers the slugs of all providers there are
     */
    public static ConfigSource of(
            Path folder,
            Optional<Path> config,
            Map<String, String> environment,
            Map<String, String> options,
            Set<String> providers) {
        SettingsReader reader = new SettingsReader(providers);
        if (config.isPresent()) {
            return new ConfigSource(config.orElseThrow(), Optional.of("--config"), environment, options, reader);
        }
        String named = environment.get(Variables.CONFIG);
        return named == null
                ? new ConfigSource(folder.resolve(USUAL_FILE), Optional.empty(), environment, options, reader)
                : new ConfigSource(Path.of(named), Optional.of(Variables.CONFIG), environment, options, reader);
    }

    /** The file that is read, whether or not it exists. */
    public Path file() {
        return file;
    }

    public Reading read() {
        return read(content());
    }

    /** Checks one state of the file together with environment and options. */
    public Reading read(FileContent content) {
        return switch (content) {
            case FileContent.Bytes bytes -> read(YamlReader.read(shownName(), bytes.bytes()));
            case FileContent.Absent ignored -> readWithoutFile();
            case FileContent.Unreadable unreadable ->
                new Reading.Bad(List.of(file + " cannot be read: " + unreadable.why()));
        };
    }

    private Reading readWithoutFile() {
        return namedBy.<Reading>map(by -> new Reading.Bad(List.of(file + " does not exist; " + by + " names it")))
                .orElseGet(() -> read(new YamlDocument(new Yaml.Mapping(Map.of(), Place.of(USUAL_FILE)), List.of())));
    }

    private Reading read(YamlDocument document) {
        return switch (reader.read(document, environment, options)) {
            case Reading.Bad bad -> bad;
            case Reading.Good good ->
                new Reading.Good(good.settings().withKeysBeside(folder()), good.resolved(), good.warnings());
        };
    }

    /** Where the file stands, whether or not it exists. */
    private Path folder() {
        Path folder = file.getParent();
        return folder == null ? Path.of("") : folder;
    }

    private String shownName() {
        return namedBy.isEmpty() ? USUAL_FILE : file.toString();
    }

    /** What the file holds now; never more than may be read. */
    public FileContent content() {
        try (InputStream stream = Files.newInputStream(file)) {
            return new FileContent.Bytes(stream.readNBytes(YamlReader.MOST_BYTES + 1));
        } catch (NoSuchFileException e) {
            return new FileContent.Absent();
        } catch (IOException e) {
            return new FileContent.Unreadable(e.getClass().getSimpleName());
        }
    }
}
