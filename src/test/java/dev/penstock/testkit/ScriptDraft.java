package dev.penstock.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a script is made of, and how it becomes steps. Changed only between a copy and the script that keeps it. */
final class ScriptDraft {
    int status = 200;
    List<String> headers = new ArrayList<>();
    List<String> trailers = new ArrayList<>();
    List<String> interim = new ArrayList<>();
    List<byte[]> pieces = List.of();
    List<Encoding> encodings = List.of();
    Framing framing = Framing.LENGTH;
    Step.Ending ending = Step.Ending.KEEP_ALIVE;
    Duration before = Duration.ZERO;
    Duration beforeBody = Duration.ZERO;
    Duration between = Duration.ZERO;
    Duration beforeEnd = Duration.ZERO;

    @Nullable
    List<byte[]> raw;

    @Nullable
    Long toldLength;

    @Nullable
    Cutter bodyCutter;

    @Nullable
    Cutter wireCutter;

    @Nullable
    Stepper stepper;

    byte @Nullable [] repeated;
    byte @Nullable [] extra;

    @Nullable
    Cut cut;

    /** How the body's end is known. */
    enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    /** What a cut counts. */
    enum Unit {
        WIRE,
        BODY,
        PIECES
    }

    /** Where an answer breaks off. */
    record Cut(Unit unit, long after, Step.Ending ending) {}

    ScriptDraft copy() {
        ScriptDraft copy = new ScriptDraft();
        copy.status = status;
        copy.headers = new ArrayList<>(headers);
        copy.trailers = new ArrayList<>(trailers);
        copy.interim = new ArrayList<>(interim);
        copy.pieces = pieces;
        copy.encodings = encodings;
        copy.framing = framing;
        copy.ending = ending;
        copy.before = before;
        copy.beforeBody = beforeBody;
        copy.between = between;
        copy.beforeEnd = beforeEnd;
        copy.raw = raw;
        copy.toldLength = toldLength;
        copy.bodyCutter = bodyCutter;
        copy.wireCutter = wireCutter;
        copy.stepper = stepper;
        copy.repeated = repeated;
        copy.extra = extra;
        copy.cut = cut;
        return copy;
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        pause(steps, before);
        Cut here = cut;
        writes(steps, here == null ? wholeWire() : cutWire(here));
        if (here == null && repeated != null) {
            steps.add(new Step.Repeat(framed(repeated), between));
        }
        pause(steps, beforeEnd);
        steps.add(new Step.End(here != null ? here.ending() : ending()));
        return steps;
    }

    /** Head, pieces and end, each as it is written. */
    List<byte[]> wholeWire() {
        if (raw != null) {
            return recut(raw);
        }
        List<byte[]> wire = new ArrayList<>();
        wire.add(head());
        bodyPieces().forEach(piece -> wire.add(framed(piece)));
        if (repeated == null) {
            wire.add(end());
        }
        return recut(wire);
    }

    byte[] head() {
        StringBuilder head = new StringBuilder();
        interim.forEach(head::append);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\n");
        headers.forEach(line -> head.append(line).append("\r\n"));
        if (!encodings.isEmpty()) {
            String tokens = encodings.stream().map(Encoding::token).collect(Collectors.joining(", "));
            head.append("content-encoding: ").append(tokens).append("\r\n");
        }
        return head.append(framingLine()).append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private String framingLine() {
        if (toldLength != null) {
            return "content-length: " + toldLength + "\r\n";
        }
        boolean bodiless = status < 200 || status == 204 || status == 304;
        boolean saidByHand = headers.stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .anyMatch(line -> line.startsWith("content-length:") || line.startsWith("transfer-encoding:"));
        if (bodiless || saidByHand) {
            return "";
        }
        return switch (framing) {
            case LENGTH -> "content-length: " + Bytes.join(bodyPieces()).length + "\r\n";
            case CHUNKED -> "transfer-encoding: chunked\r\n";
            case UNTIL_CLOSE -> "connection: close\r\n";
        };
    }

    private Step.Ending ending() {
        boolean closes = framing == Framing.UNTIL_CLOSE
                || headers.stream()
                        .anyMatch(line -> line.toLowerCase(Locale.ROOT).matches("connection:\\s*close"));
        return closes && ending == Step.Ending.KEEP_ALIVE ? Step.Ending.FIN : ending;
    }

    private List<byte[]> bodyPieces() {
        List<byte[]> body = pieces;
        for (Encoding encoding : encodings) {
            body = encoding.encode(body);
        }
        return bodyCutter == null ? body : bodyCutter.cut(Bytes.join(body));
    }

    private byte[] framed(byte[] piece) {
        // An empty chunk would end the body.
        if (framing != Framing.CHUNKED || piece.length == 0) {
            return piece;
        }
        return Bytes.join(Bytes.of(Integer.toHexString(piece.length) + "\r\n"), piece, Bytes.of("\r\n"));
    }

    private byte[] end() {
        byte[] after = extra == null ? new byte[0] : extra;
        if (framing != Framing.CHUNKED) {
            return after;
        }
        StringBuilder end = new StringBuilder("0\r\n");
        trailers.forEach(line -> end.append(line).append("\r\n"));
        return Bytes.join(end.append("\r\n").toString().getBytes(ISO_8859_1), after);
    }

    private List<byte[]> cutWire(Cut here) {
        return switch (here.unit()) {
            case WIRE -> truncated(wholeWire(), here.after());
            case PIECES ->
                recut(List.copyOf(headAndPieces()
                        .subList(
                                0, 1 + Math.min((int) here.after(), bodyPieces().size()))));
            case BODY -> recut(headAndBody(here.after()));
        };
    }

    private List<byte[]> headAndPieces() {
        List<byte[]> wire = new ArrayList<>();
        wire.add(head());
        bodyPieces().forEach(piece -> wire.add(framed(piece)));
        return wire;
    }

    /** Head and so many bytes of the body: a chunk that is cut has said its whole length. */
    private List<byte[]> headAndBody(long bodyBytes) {
        List<byte[]> wire = new ArrayList<>();
        wire.add(head());
        long left = bodyBytes;
        for (byte[] piece : bodyPieces()) {
            byte[] framed = framed(piece);
            if (left < piece.length) {
                int sizeLine = framing == Framing.CHUNKED ? framed.length - piece.length - 2 : 0;
                wire.add(Arrays.copyOf(framed, left == 0 ? 0 : sizeLine + (int) left));
                break;
            }
            wire.add(framed);
            left -= piece.length;
        }
        return wire;
    }

    private List<byte[]> recut(List<byte[]> wire) {
        return wireCutter == null ? wire : wireCutter.cut(Bytes.join(wire));
    }

    private static List<byte[]> truncated(List<byte[]> writes, long length) {
        List<byte[]> kept = new ArrayList<>();
        long left = length;
        for (byte[] write : writes) {
            if (left <= 0) {
                break;
            }
            kept.add(left < write.length ? Arrays.copyOf(write, (int) left) : write);
            left -= write.length;
        }
        return kept;
    }

    /** The first write is the head; where the wire was cut anew, the first piece of it stands for the head. */
    private void writes(List<Step> steps, List<byte[]> wire) {
        for (int i = 0; i < wire.size(); i++) {
            if (i == 1) {
                pause(steps, beforeBody);
            } else if (i > 1) {
                pause(steps, between);
            }
            Stepper hand = i > 0 ? stepper : null;
            if (hand != null) {
                steps.add(new Step.Gate(hand));
            }
            steps.add(new Step.Write(wire.get(i)));
            if (hand != null) {
                steps.add(new Step.Passed(hand));
            }
        }
    }

    private static void pause(List<Step> steps, Duration time) {
        if (time.isPositive()) {
            steps.add(new Step.Pause(time));
        }
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }
}
