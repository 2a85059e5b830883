package dev.penstock.route;

import dev.penstock.call.Headers;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Facts that are read when a route first asks. Belongs to the thread of one call. Prints nothing: they hold a prompt. */
final class LazyFacts implements RouteFacts {
    /** Beyond this a body is not looked into: the door lets none through that is nearly as large, unless it is told to. */
    private static final int LARGEST = 64 << 20;

    private final Supplier<Optional<String>> metadataText;
    private final Headers headers;
    private final Supplier<byte[]> bodyBytes;
    private @Nullable JsonTree metadata;
    private @Nullable JsonTree body;

    LazyFacts(Supplier<Optional<String>> metadataText, Headers headers, Supplier<byte[]> bodyBytes) {
        this.metadataText = metadataText;
        this.headers = headers;
        this.bodyBytes = bodyBytes;
    }

    @Override
    public JsonTree metadata() {
        JsonTree read = metadata;
        if (read == null) {
            read = metadataText
                    .get()
                    .map(text -> tree(text.getBytes(StandardCharsets.UTF_8)))
                    .orElse(JsonTree.MISSING);
            metadata = read;
        }
        return read;
    }

    @Override
    public Optional<String> header(String lowerCaseName) {
        return headers.first(lowerCaseName);
    }

    @Override
    public JsonTree body() {
        JsonTree read = body;
        if (read == null) {
            read = tree(bodyBytes.get());
            body = read;
        }
        return read;
    }

    private static JsonTree tree(byte[] document) {
        try {
            return JsonTree.read(document, LARGEST);
        } catch (JsonMalformed noJson) {
            // A route asks what is there: of a body that is no JSON, nothing is.
            return JsonTree.MISSING;
        }
    }

    @Override
    public String toString() {
        return "RouteFacts[•••]";
    }
}
