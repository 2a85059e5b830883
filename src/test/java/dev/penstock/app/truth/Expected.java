package dev.penstock.app.truth;

import dev.penstock.call.Dialect;
import dev.penstock.call.UsageRules.StreamUsage;
import dev.penstock.testkit.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What must be of requests and streams where the gateway asked for usage on its own. Worked out on trees. */
final class Expected {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_REPLACED = "\"stream_options\":{\"include_usage\":false}".length();

    private Expected() {}

    /** Whether usage must be asked for: a chat stream of a provider that tells it on request, and nobody asked. */
    static boolean asksForUsage(RecordedCall call) {
        boolean chat = call.dialect() == Dialect.OPENAI_CHAT || call.dialect() == Dialect.OPENAI_COMPLETIONS;
        if (!chat || call.rules().streamUsage() != StreamUsage.ON_REQUEST || call.request().length == 0) {
            return false;
        }
        JsonNode asked = JSON.readTree(call.request());
        boolean included = asked.at("/stream_options/include_usage").asBoolean(false);
        return asked.path("stream").asBoolean(false) && !included;
    }

    /** Whether a body is the other one with the wish for usage in it and not another byte changed. */
    static boolean isSplicedFrom(byte[] body, byte[] asked) {
        ObjectNode wanted = (ObjectNode) JSON.readTree(asked);
        if (!wanted.path("stream_options").isObject()) {
            wanted.remove("stream_options");
        }
        wanted.withObject("/stream_options").put("include_usage", true);
        int before = Math.max(0, Arrays.mismatch(body, asked));
        int behind = 0;
        while (behind < asked.length - before
                && behind < body.length - before
                && body[body.length - 1 - behind] == asked[asked.length - 1 - behind]) {
            behind++;
        }
        return asked.length - before - behind <= LONGEST_REPLACED
                && JSON.readTree(body).equals(wanted);
    }

    /** What differs between a stream and what is left of it once its usage was taken out; empty where nothing does. */
    static List<String> strippedDifferences(byte[] recorded, byte[] delivered) {
        List<String> expected = new ArrayList<>();
        for (String unit : units(recorded)) {
            JsonNode chunk = chunk(unit);
            boolean told = chunk.has("usage");
            boolean only = chunk.path("choices").isArray()
                    && chunk.path("choices").isEmpty()
                    && chunk.path("usage").isObject();
            if (told && !only) {
                expected.add(((ObjectNode) chunk).without("usage").toString());
            } else if (!told) {
                expected.add(unit);
            }
        }
        List<String> actual = units(delivered);
        List<String> differences = new ArrayList<>();
        if (actual.size() != expected.size()) {
            differences.add(actual.size() + " events instead of " + expected.size());
        }
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            String unit = actual.get(i);
            boolean same =
                    unit.equals(expected.get(i)) || chunk(unit).toString().equals(expected.get(i));
            if (!same) {
                differences.add(unit + " instead of " + expected.get(i));
            }
        }
        return differences;
    }

    private static List<String> units(byte[] stream) {
        List<String> units = new ArrayList<>();
        int from = 0;
        List<Integer> ends = new ArrayList<>(RawUnits.ends("sse", stream));
        ends.add(stream.length);
        for (int end : ends) {
            if (end > from) {
                units.add(Bytes.text(Arrays.copyOfRange(stream, from, end)));
            }
            from = end;
        }
        return units;
    }

    private static JsonNode chunk(String unit) {
        int data = unit.indexOf("data:");
        String json = data < 0 ? "" : unit.substring(data + 5).strip();
        return json.startsWith("{") && !json.contains("\ndata:") ? JSON.readTree(json) : JSON.createObjectNode();
    }
}
