package dev.penstock.route;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which part of a call is meant: {@code metadata.plan}, {@code headers.x-team}, {@code body.messages.0.role}.
 *
 * @param names one for metadata and headers, which are flat; one or more for the body
 */
public record FieldPath(Source source, List<String> names) {
    private static final int LONGEST = 256;
    private static final int MOST_NAMES = 16;

    public FieldPath {
        names = List.copyOf(names);
    }

    /** Where a field stands. */
    public enum Source {
        METADATA,
        HEADERS,
        BODY
    }

    static Optional<FieldPath> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || dot == text.length() - 1 || text.length() > LONGEST) {
            return Optional.empty();
        }
        String rest = text.substring(dot + 1);
        return switch (text.substring(0, dot)) {
            case "metadata" -> Optional.of(new FieldPath(Source.METADATA, List.of(rest)));
            case "headers" -> Optional.of(new FieldPath(Source.HEADERS, List.of(rest.toLowerCase(Locale.ROOT))));
            case "body" -> body(rest);
            default -> Optional.empty();
        };
    }

    private static Optional<FieldPath> body(String rest) {
        List<String> names = List.of(rest.split("\\.", -1));
        return names.size() > MOST_NAMES || names.contains("")
                ? Optional.empty()
                : Optional.of(new FieldPath(Source.BODY, names));
    }

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return source.name().toLowerCase(Locale.ROOT) + "." + String.join(".", names);
    }
}
