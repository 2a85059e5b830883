package dev.penstock.json;

/**
 * What of a request's body costs tokens in another number than its bytes. Counts are never too low: a name that could mean
 * an attachment counts as one.
 *
 * @param images pictures, embedded or named by an address
 * @param embedded other embedded files: sound, films, documents
 * @param remote files named by an address or an id, of which no size is known
 * @param imageBytes the base64 of embedded pictures
 * @param embeddedBytes the base64 of the other embedded files
 * @param tools whether tools are declared
 * @param stored whether the provider adds input it keeps: an earlier answer, a conversation, a cached prefix
 */
public record BodyParts(
        int images, int embedded, int remote, long imageBytes, long embeddedBytes, boolean tools, boolean stored) {

    public static final BodyParts NONE = new BodyParts(0, 0, 0, 0, 0, false, false);

    /** Whether input may be anything but text. */
    public boolean media() {
        return images > 0 || embedded > 0 || remote > 0 || stored;
    }
}
