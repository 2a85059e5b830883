package dev.penstock.json;

import dev.penstock.json.YamlDocument.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document of bounded size, depth and number of parts. Anchors, aliases and tags are refused: without
 * them a small file cannot grow into a large tree.
 */
public final class YamlReader {
    public static final int MOST_BYTES = 1 << 20;
    static final int MOST_LEVELS = 32;
    static final int MOST_PARTS = 100_000;

    private final String source;
    private final YAMLParser parser;
    private final List<Fault> faults = new ArrayList<>();
    private int parts;

    private YamlReader(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    public static YamlDocument read(String source, byte[] content) {
        Place whole = Place.of(source);
        if (content.length > MOST_BYTES) {
            return unread(new Fault(whole, "the file is larger than 1 MB; make it smaller"));
        }
        Optional<String> text = decode(content);
        if (text.isEmpty()) {
            return unread(new Fault(whole, "the file is not UTF-8 text; save it as UTF-8"));
        }
        try (YAMLParser parser =
                (YAMLParser) new YAMLFactory().createParser(ObjectReadContext.empty(), text.orElseThrow())) {
            return new YamlReader(source, parser).document();
        } catch (Unreadable e) {
            return unread(e.fault);
        } catch (JacksonException e) {
            return unread(syntax(source, e));
        }
    }

    private static YamlDocument unread(Fault fault) {
        return new YamlDocument(new Yaml.Mapping(Map.of(), fault.place()), List.of(fault));
    }

    private static Optional<String> decode(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The parser's own message quotes the line it stumbled on, which may hold a key: only its problem is taken. */
    private static Fault syntax(String source, JacksonException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked) {
                int line =
                        marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
                return new Fault(new Place(source, line), "not valid YAML: " + marked.getProblem());
            }
        }
        int line = failure.getLocation() == null
                ? 0
                : Math.max(0, failure.getLocation().getLineNr());
        return new Fault(new Place(source, line), "not valid YAML");
    }

    private YamlDocument document() {
        JsonToken first = parser.nextToken();
        Place start = new Place(source, 1);
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new YamlDocument(new Yaml.Mapping(Map.of(), start), faults);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new Unreadable(new Fault(here(), "the file must be a block of keys, such as 'port: 8787'"));
        }
        Yaml.Mapping root = mapping(1);
        if (parser.nextToken() != null) {
            throw new Unreadable(new Fault(here(), "a second document begins; keep one document in the file"));
        }
        return new YamlDocument(root, faults);
    }

    private Yaml value(JsonToken token, int level) {
        refuseUnbounded(level);
        return switch (token) {
            case START_OBJECT -> mapping(level);
            case START_ARRAY -> sequence(level);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Yaml.Scalar.Type.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Yaml.Scalar.Type.FLAG);
            case VALUE_NULL -> scalar(Yaml.Scalar.Type.NULL);
            default -> scalar(Yaml.Scalar.Type.TEXT);
        };
    }

    private void refuseUnbounded(int level) {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw new Unreadable(new Fault(
                    here(), "anchors (&) and aliases (*) are not supported; write the value out, or quote it"));
        }
        if (parser.getTypeId() != null) {
            throw new Unreadable(new Fault(here(), "tags (!) are not supported; write the plain value, or quote it"));
        }
        if (level > MOST_LEVELS) {
            throw new Unreadable(new Fault(here(), "nested deeper than " + MOST_LEVELS + " levels"));
        }
        if (++parts > MOST_PARTS) {
            throw new Unreadable(new Fault(here(), "more than " + MOST_PARTS + " values"));
        }
    }

    private Yaml.Scalar scalar(Yaml.Scalar.Type type) {
        return new Yaml.Scalar(parser.getString(), type, here());
    }

    private Yaml.Sequence sequence(int level) {
        Place place = here();
        List<Yaml> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(value(token, level + 1));
        }
        return new Yaml.Sequence(items, place);
    }

    private Yaml.Mapping mapping(int level) {
        Place place = here();
        Map<String, Yaml.Field> fields = new LinkedHashMap<>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            Place keyPlace = here();
            String key = parser.currentName();
            Yaml.Field field = new Yaml.Field(keyPlace, value(next(), level + 1));
            Yaml.@Nullable Field earlier = fields.putIfAbsent(key, field);
            if (earlier != null) {
                faults.add(new Fault(
                        keyPlace,
                        "key '" + Shown.oneLine(key) + "' was given already in line "
                                + earlier.place().line() + "; keep one"));
            }
        }
        return new Yaml.Mapping(fields, place);
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new Unreadable(new Fault(here(), "not valid YAML: the file ends too early"));
        }
        return token;
    }

    private Place here() {
        return new Place(source, Math.max(1, parser.currentTokenLocation().getLineNr()));
    }

    /** Ends the reading where going on could only mislead. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        private Unreadable(Fault fault) {
            super(fault.message(), null, false, false);
            this.fault = fault;
        }
    }
}
