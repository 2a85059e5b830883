package dev.penstock.call;

import java.util.Map;
import java.util.Optional;

/** Where one span per call is exported to. */
public record OtelTarget(String url, Map<String, Secret> headers, Optional<Secret> authorization, Encoding encoding) {
    public OtelTarget {
        headers = Map.copyOf(headers);
    }

    /** OTLP over HTTP in one of its two encodings. */
    public enum Encoding {
        JSON,
        PROTOBUF
    }
}
