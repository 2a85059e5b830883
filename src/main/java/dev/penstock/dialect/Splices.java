package dev.penstock.dialect;

import java.nio.charset.StandardCharsets;

/** Puts a splice into a body; all other bytes stay as they are. */
public final class Splices {
    private Splices() {}

    public static byte[] apply(byte[] body, Asked.Splice splice) {
        return apply(body, 0, body.length, splice);
    }

    /** The body at {@code [from, to)} with the splice, whose offset is an index into the array, in it. */
    public static byte[] apply(byte[] body, int from, int to, Asked.Splice splice) {
        byte[] text = splice.text().getBytes(StandardCharsets.UTF_8);
        int behind = splice.offset() + splice.replaced();
        int before = splice.offset() - from;
        byte[] spliced = new byte[before + text.length + to - behind];
        System.arraycopy(body, from, spliced, 0, before);
        System.arraycopy(text, 0, spliced, before, text.length);
        System.arraycopy(body, behind, spliced, before + text.length, to - behind);
        return spliced;
    }
}
