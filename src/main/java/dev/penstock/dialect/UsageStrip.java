package dev.penstock.dialect;

import dev.penstock.json.TopLevelScan;
import dev.penstock.json.TopLevelScan.Kind;
import dev.penstock.json.TopLevelScan.Member;
import dev.penstock.json.TopLevelScan.Members;
import dev.penstock.json.TopLevelScan.Want;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the usage out of one chat event that the client did not ask for, because we did. The chunk that exists for the
 * usage alone (no choices, a usage object) goes whole; Azure's first chunk (no choices, no usage) stays. An event whose
 * data stands on several lines, or is no JSON object, stays as it is.
 */
public final class UsageStrip {
    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private UsageStrip() {}

    /** What becomes of an event. */
    public sealed interface Verdict {
        /** It stays as it is. */
        record Keep() implements Verdict {}

        /** It is not sent on. */
        record Drop() implements Verdict {}

        /** These bytes are sent on instead. */
        record Replaced(byte[] bytes) implements Verdict {}
    }

    private static final Verdict KEEP = new Verdict.Keep();
    private static final Verdict DROP = new Verdict.Drop();

    /** Judges one whole SSE event's exact bytes. */
    public static Verdict of(byte[] bytes, int from, int length) {
        int to = from + length;
        int usage = Bytes.find(USAGE, bytes, from, to);
        if (usage == to) {
            return KEEP;
        }
        int line = Bytes.lineStart(bytes, from, usage);
        int lineEnd = Bytes.lineEnd(bytes, usage, to);
        if (!isOnlyDataLine(bytes, from, to, line)) {
            return KEEP;
        }
        Chunk chunk = new Chunk();
        if (TopLevelScan.of(bytes, line + DATA.length, lineEnd, chunk).isPresent() || chunk.usages.isEmpty()) {
            return KEEP;
        }
        return chunk.isForUsageOnly() ? DROP : new Verdict.Replaced(chunk.without(bytes, from, to));
    }

    private static boolean isOnlyDataLine(byte[] bytes, int from, int to, int line) {
        int dataLines = 0;
        for (int at = from; at < to; at = Bytes.afterBreak(bytes, Bytes.lineEnd(bytes, at, to), to)) {
            int begin = at == from ? Bytes.afterMark(bytes, from, to) : at;
            dataLines += Bytes.startsWith(DATA, bytes, begin, to) ? 1 : 0;
        }
        return dataLines == 1 && Bytes.startsWith(DATA, bytes, line, to);
    }

    /** What one chunk's JSON says of choices and usage. */
    private static final class Chunk implements Members {
        final List<Member> usages = new ArrayList<>(1);
        private boolean noChoices;

        @Override
        public Want want(String parent, String name) {
            return name.equals("usage") || name.equals("choices") ? Want.VALUE : Want.NOTHING;
        }

        @Override
        public void member(String parent, Member member) {
            if (member.name().equals("usage")) {
                usages.add(member);
            } else {
                noChoices = member.kind() == Kind.ARRAY && member.empty();
            }
        }

        boolean isForUsageOnly() {
            return noChoices && usages.getLast().kind() == Kind.OBJECT;
        }

        byte[] without(byte[] bytes, int from, int to) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
            int taken = from;
            for (Member usage : usages) {
                int before = Bytes.inkBefore(bytes, usage.nameFrom());
                boolean follows = bytes[before] == ',';
                int behind = Bytes.inkFrom(bytes, usage.valueTo());
                int cutFrom = Math.max(taken, follows ? before : usage.nameFrom());
                out.write(bytes, taken, cutFrom - taken);
                taken = !follows && bytes[behind] == ',' ? behind + 1 : usage.valueTo();
            }
            out.write(bytes, taken, to - taken);
            return out.toByteArray();
        }
    }
}
