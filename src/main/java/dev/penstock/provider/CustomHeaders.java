package dev.penstock.provider;

import dev.penstock.call.ExtraHeaders;
import dev.penstock.call.Headers;
import dev.penstock.json.FlatObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields a custom provider adds to each request. */
public final class CustomHeaders {
    private static final int LONGEST = 64 * 1024;

    private CustomHeaders() {}

    /**
     * Reads Cloudflare's field {@code headers}: a JSON object of texts, written as a string. Nothing stands for none.
     *
     * @throws IllegalArgumentException with a sentence that quotes no value
     */
    public static Headers parse(String json) {
        if (json.isBlank()) {
            return Headers.EMPTY;
        }
        if (json.length() > LONGEST) {
            throw new IllegalArgumentException("headers has more than " + LONGEST + " characters");
        }
        FlatObject object = object(json);
        if (object.names().size() > ExtraHeaders.MOST) {
            throw new IllegalArgumentException("headers has more than " + ExtraHeaders.MOST + " fields");
        }
        Headers.Builder headers = Headers.builder();
        List<String> names = new ArrayList<>();
        for (String name : object.names()) {
            String value = object.text(name).orElse("");
            Optional<String> problem = ExtraHeaders.problem(name, value);
            if (problem.isPresent()) {
                throw new IllegalArgumentException(problem.get());
            }
            if (names.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("headers has the field '" + name + "' twice");
            }
            names.add(name.toLowerCase(Locale.ROOT));
            headers.add(name, value);
        }
        return headers.build();
    }

    /** A request's fields with the provider's own, which take the place of those of the same name. */
    public static Headers over(Headers request, Headers own) {
        if (own.size() == 0) {
            return request;
        }
        Set<String> names =
                own.names().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        Headers.Builder both = Headers.builder();
        request.without(name -> names.contains(name.toLowerCase(Locale.ROOT))).forEach(both::add);
        own.forEach(both::add);
        return both.build();
    }

    private static FlatObject object(String json) {
        try {
            return FlatObject.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("headers must be a JSON object of texts: " + e.getMessage(), e);
        }
    }
}
