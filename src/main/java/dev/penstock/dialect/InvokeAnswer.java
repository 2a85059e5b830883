package dev.penstock.dialect;

import dev.penstock.call.Usage;
import dev.penstock.call.UsageRules;
import dev.penstock.json.JsonCursor;
import dev.penstock.json.JsonMalformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's InvokeModel: the model vendor's own body, or chunks {bytes: base64} that wrap the vendor's own events. Which
 * vendor it is shows in the first event; its words on usage win, and Bedrock's own amazon-bedrock-invocationMetrics, in
 * the last chunk, fill in what it left unsaid.
 */
final class InvokeAnswer implements AnswerReader {
    private static final byte[] METRICS = "\"amazon-bedrock-invocationMetrics\"".getBytes(StandardCharsets.US_ASCII);

    private final UsageRules rules;
    private final int deliveredBound;
    private final Counts metrics = new Counts();
    private @Nullable JsonAnswer vendor;
    private @Nullable String exception;
    private boolean measured;

    InvokeAnswer(UsageRules rules, int deliveredBound) {
        this.rules = rules;
        this.deliveredBound = deliveredBound;
    }

    @Override
    public void event(String type, byte[] data, int from, int length) {
        if (AwsErrors.isError(type)) {
            exception = exception(type, data, from, length);
            return;
        }
        byte[] chunk = chunk(data, from, length);
        if (chunk.length == 0) {
            return;
        }
        vendor(chunk).event("", chunk, 0, chunk.length);
        if (contains(chunk, METRICS)) {
            readMetrics(chunk);
        }
    }

    @Override
    public void body(byte[] body) {
        vendor(body).body(body);
    }

    private static String exception(String type, byte[] data, int from, int length) {
        try (JsonCursor json = new JsonCursor(data, from, length)) {
            return AwsErrors.told(type, json);
        } catch (JsonMalformed unreadable) {
            return type;
        }
    }

    static byte[] chunk(byte[] data, int from, int length) {
        byte[] chunk = new byte[0];
        try (JsonCursor json = new JsonCursor(data, from, length)) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                String base64 = name.equals("bytes") ? json.text(null, Integer.MAX_VALUE) : null;
                chunk = base64 == null ? chunk : Base64.getDecoder().decode(base64);
            }
            return chunk;
        } catch (JsonMalformed | IllegalArgumentException unreadable) {
            return new byte[0];
        }
    }

    private JsonAnswer vendor(byte[] event) {
        if (vendor == null) {
            vendor = vendorOf(event);
        }
        return vendor;
    }

    private JsonAnswer vendorOf(byte[] event) {
        try (JsonCursor json = new JsonCursor(event, 0, event.length)) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                JsonAnswer known = vendorBy(name, json);
                if (known != null) {
                    return known;
                }
            }
        } catch (JsonMalformed unreadable) {
            // a plain reader passes it over as well
        }
        return new TextModelAnswer(deliveredBound);
    }

    /** The reader of the vendor that alone has such a field at the root. */
    private @Nullable JsonAnswer vendorBy(String name, JsonCursor json) {
        return switch (name) {
            case "type" -> json.textIs("completion") ? null : new AnthropicAnswer(deliveredBound);
            case "choices" -> new ChatAnswer(rules, deliveredBound);
            case "messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "output", "stopReason" ->
                new ConverseAnswer(deliveredBound);
            case "event_type", "chat_history", "response_id" -> new CohereV1Answer(deliveredBound);
            default -> null;
        };
    }

    private static boolean contains(byte[] data, byte[] wanted) {
        for (int at = 0; at <= data.length - wanted.length; at++) {
            if (data[at] == '"' && Arrays.equals(data, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private void readMetrics(byte[] chunk) {
        Counts read = new Counts();
        boolean found = false;
        try (JsonCursor json = new JsonCursor(chunk, 0, chunk.length)) {
            for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
                if (name.equals("amazon-bedrock-invocationMetrics") && json.isObject()) {
                    found = true;
                    readMetrics(json, read);
                }
            }
        } catch (JsonMalformed unreadable) {
            return;
        }
        metrics.take(read);
        measured |= found;
    }

    private static void readMetrics(JsonCursor json, Counts read) {
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "inputTokenCount" -> read.read(Count.INPUT, json);
                case "outputTokenCount" -> read.read(Count.OUTPUT, json);
                case "cacheReadInputTokenCount" -> read.read(Count.CACHE_READ, json);
                case "cacheWriteInputTokenCount" -> read.read(Count.CACHE_WRITE, json);
                default -> {}
            }
        }
    }

    @Override
    public Usage usage() {
        Usage said = vendor == null ? Usage.NONE : vendor.usage();
        return new Usage(
                either(said.input(), Count.INPUT),
                either(said.cacheRead(), Count.CACHE_READ),
                either(said.cacheWrite5m(), Count.CACHE_WRITE),
                said.cacheWrite1h(),
                either(said.output(), Count.OUTPUT),
                said.outputReasoning(),
                said.inputAudio(),
                said.inputImage(),
                said.inputToolPrompt(),
                said.outputAudio(),
                said.outputImage(),
                said.serverTools(),
                said.reportedCost());
    }

    private @Nullable Long either(@Nullable Long said, Count measure) {
        return said == null ? metrics.of(measure) : said;
    }

    @Override
    public Optional<String> model() {
        return vendor == null ? Optional.empty() : vendor.model();
    }

    @Override
    public Optional<String> serviceTier() {
        return vendor == null ? Optional.empty() : vendor.serviceTier();
    }

    @Override
    public boolean mayEnd() {
        return hasEnded() || (vendor != null && vendor.mayEnd());
    }

    @Override
    public boolean hasEnded() {
        return exception != null || measured || (vendor != null && vendor.hasEnded());
    }

    @Override
    public Optional<String> inBandError() {
        if (exception != null) {
            return Optional.of(exception);
        }
        return vendor == null ? Optional.empty() : vendor.inBandError();
    }

    @Override
    public CharSequence delivered() {
        return vendor == null ? "" : vendor.delivered();
    }

    @Override
    public long deliveredChars() {
        return vendor == null ? 0 : vendor.deliveredChars();
    }

    @Override
    public boolean suspicious() {
        return metrics.doubtful() || (vendor != null && vendor.suspicious());
    }
}
