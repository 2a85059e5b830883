package dev.penstock.app.truth;

import dev.penstock.call.Dialect;
import dev.penstock.call.Usage;
import dev.penstock.call.UsageRules;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.CorpusCase;
import dev.penstock.testkit.CorpusDialects;
import dev.penstock.testkit.CorpusDialects.Spoken;
import dev.penstock.testkit.CorpusPaths;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.Script;
import dev.penstock.testkit.UsageOracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recorded case as a call through the gateway: what is asked, where it must arrive, what the upstream answers.
 *
 * @param place as if the folderless providers were asked at the address of OpenAI
 * @param dialect as which the gateway carries it
 */
record RecordedCall(
        CorpusCase recorded,
        CorpusPaths.Place place,
        Dialect dialect,
        UsageRules rules,
        byte[] request,
        byte[] answer) {
    /** Header fields a client sends for itself, or of one hop. */
    private static final Set<String> NOT_ASKED =
            Set.of("host", "content-length", "accept-encoding", "connection", "transfer-encoding", "authorization");

    static RecordedCall of(CorpusCase recorded) {
        Optional<CorpusPaths.Place> own = recorded.place();
        CorpusPaths.Place place = own.orElseGet(() -> atOpenAi(recorded));
        Spoken spoken = CorpusDialects.of(recorded.provider(), recorded.api()).orElseThrow();
        Dialect dialect = CorpusDialects.routed(recorded.provider(), recorded.api(), place.path());
        byte[] request = recorded.request().orElseGet(() -> plausible(recorded, dialect));
        return new RecordedCall(recorded, place, dialect, spoken.rules(), request, recorded.response());
    }

    private static CorpusPaths.Place atOpenAi(CorpusCase recorded) {
        String rest = recorded.api().equals("chat") ? "chat/completions" : recorded.api();
        return new CorpusPaths.Place("openai", rest, Optional.empty(), Optional.empty(), "", "/v1/" + rest);
    }

    private static byte[] plausible(CorpusCase recorded, Dialect dialect) {
        if (recorded.method().equals("GET")) {
            return new byte[0];
        }
        String stream = recorded.isStream() ? ",\"stream\":true" : "";
        boolean chat = dialect == Dialect.OPENAI_CHAT || dialect == Dialect.OPENAI_COMPLETIONS;
        String usage = recorded.isStream() && chat ? ",\"stream_options\":{\"include_usage\":true}" : "";
        return Bytes.of(
                switch (dialect) {
                    case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say hello\"}]}]}";
                    case BEDROCK_CONVERSE ->
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Say hello\"}]}]}";
                    default ->
                        "{\"model\":\"" + recorded.model()
                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]" + stream + usage
                                + "}";
                });
    }

    boolean succeeded() {
        return recorded.status() >= 200 && recorded.status() < 300;
    }

    boolean streams() {
        return succeeded() && recorded.isStream();
    }

    /** The path the upstream must see, given that the operator's address ends as the provider's own does. */
    String upstreamPath() {
        String base = CorpusPaths.base(place.slug());
        boolean below = place.path().equals(base) || place.path().startsWith(base + "/");
        return below ? place.path() : base + place.path();
    }

    RawRequest ask(String key) {
        String query = place.query().map(text -> "?" + text).orElse("");
        RawRequest ask = RawRequest.post(
                        "/v1/" + CorpusPaths.ACCOUNT + "/default/" + place.slug() + "/" + place.rest() + query)
                .method(recorded.method())
                .header("authorization", "Bearer sk-test")
                .header(CorpusRun.KEY, key);
        boolean typed = false;
        for (Map.Entry<String, String> field : recorded.requestHeaders().entrySet()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_ASKED.contains(name)) {
                ask = ask.header(name, field.getValue());
                typed |= name.equals("content-type");
            }
        }
        return typed || request.length == 0
                ? ask.body(request)
                : ask.json(Bytes.text(request)).body(request);
    }

    /** The recorded answer; its body is set by who plays it. */
    Script script() {
        Script script = Script.answer(recorded.status());
        boolean typed = false;
        for (Map.Entry<String, String> field : headers().entrySet()) {
            script = script.header(field.getKey(), field.getValue());
            typed |= field.getKey().equals("content-type");
        }
        return (typed ? script : script.header("content-type", usualType())).body(answer);
    }

    /** Names in lower case, those of the framing left out. */
    Map<String, String> headers() {
        Map<String, String> headers = new java.util.TreeMap<>();
        recorded.responseHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.keySet().removeAll(List.of("content-length", "transfer-encoding", "content-encoding", "connection"));
        return headers;
    }

    private String usualType() {
        return switch (recorded.extension()) {
            case "sse" -> "text/event-stream";
            case "ndjson" -> "application/x-ndjson";
            case "eventstream" -> "application/vnd.amazon.eventstream";
            default -> "application/json";
        };
    }

    /** What the row must say where the provider said it. */
    Usage usage() {
        Spoken spoken = CorpusDialects.of(recorded.provider(), recorded.api()).orElseThrow();
        // What passes as "other" is read by its provider's own words all the same.
        Spoken carried = dialect == Dialect.OPENAI_OTHER ? spoken : new Spoken(dialect, rules);
        return succeeded() ? UsageOracle.of(recorded.extension(), answer).usage(carried) : Usage.NONE;
    }

    /** The lengths after which the stream may be cut so that it lacks its terminal event: at borders and inside events. */
    List<Integer> cuts() {
        List<Integer> ends = RawUnits.ends(recorded.extension(), answer);
        int terminal = 0;
        int start = 0;
        while (terminal < ends.size() && !Terminal.isIn(dialect, unit(start, ends.get(terminal)))) {
            start = ends.get(terminal++);
        }
        int last = terminal < ends.size() ? start + (ends.get(terminal) - start) / 2 : start;
        Set<Integer> cuts = new java.util.TreeSet<>(List.of(0, start, last));
        for (int part = 1; part <= 2 && terminal > 2; part++) {
            int border = ends.get(part * (terminal - 1) / 3);
            cuts.add(border);
            cuts.add(border + 1);
            cuts.add(border - 1);
        }
        return new ArrayList<>(cuts);
    }

    private String unit(int from, int to) {
        return RawUnits.text(recorded.extension(), java.util.Arrays.copyOfRange(answer, from, to));
    }

    @Override
    public String toString() {
        return recorded.id();
    }
}
