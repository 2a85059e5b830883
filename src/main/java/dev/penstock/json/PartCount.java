package dev.penstock.json;

import dev.penstock.json.PartNames.Part;

/**
 * Counts the attachments of one body while it is walked: one small step for each name and each text, nothing kept. Where a
 * name could be an attachment it is one; what stands in the arguments or the schema of a tool is text, whatever its name.
 */
public final class PartCount {
    private static final int NOWHERE = -1;

    private final byte[] json;
    private int images;
    private int embedded;
    private int remote;
    /** Pictures within data: URLs, and those named data or bytes, which are text where the body says so somewhere. */
    private long urlBytes;

    private long dataBytes;
    private long embeddedBytes;
    private boolean textual;

    /** The place of the value whose name is known, and what it is. */
    private int awaited = NOWHERE;

    private Part part = Part.NONE;
    /** How deep the texts of a list of pictures stand. */
    private int listDepth = NOWHERE;
    /** How deep the object stands of which a member is free JSON, until a name of that depth or less. */
    private int freeDepth = Integer.MAX_VALUE;
    /** A part said that it is a picture, and the picture is still to come. */
    private boolean announced;
    /** A picture was counted, and its address is still to come. */
    private boolean addressDue;

    public PartCount(byte[] json) {
        this.json = json;
    }

    public BodyParts parts(boolean tools, boolean stored) {
        return new BodyParts(
                images, embedded, remote, urlBytes + (textual ? 0 : dataBytes), embeddedBytes, tools, stored);
    }

    /** A name, its ends inside the quotes, in an object that stands so deep, and where its value begins. */
    void name(int from, int end, int value, int depth) {
        listDepth = NOWHERE;
        awaited = NOWHERE;
        if (depth <= freeDepth) {
            freeDepth = Integer.MAX_VALUE;
        } else {
            return;
        }
        Part found = PartNames.of(json, from, end);
        if (found == Part.NONE || value >= json.length) {
            return;
        }
        switch (json[value]) {
            case '"' -> {
                awaited = value;
                part = found;
            }
            case '{' -> object(found, depth);
            case '[' -> list(found, depth);
            default -> {}
        }
    }

    private void object(Part found, int depth) {
        switch (found) {
            case FREE -> freeDepth = depth;
            case IMAGE -> {
                images++;
                announced = false;
                addressDue = true;
            }
            case REMOTE, FILE_DATA -> remote();
            case DOCUMENT -> textual = true;
            case NONE, TYPE, MEDIA_TYPE, DATA, URL, IMAGES -> {}
        }
    }

    private void list(Part found, int depth) {
        if (found == Part.FREE) {
            freeDepth = depth;
        } else if (found == Part.IMAGES) {
            listDepth = depth + 1;
        }
    }

    /** A text, its ends outside the quotes, in a container that stands so deep. */
    void text(int from, int end, int depth) {
        if (from == awaited) {
            awaited(from + 1, end - 1);
        } else if (depth == listDepth) {
            images++;
            dataBytes += PartNames.isPicture(json, from + 1, end - 1) ? end - from : 0;
        }
    }

    private void awaited(int from, int end) {
        switch (part) {
            case TYPE -> type(from, end);
            case MEDIA_TYPE -> textual |= !PartNames.isMedia(json, from, end);
            case DATA -> data(from, end);
            case URL -> url(from, end);
            case IMAGE -> {
                images++;
                announced = false;
                urlBytes += PartNames.isPictureUrl(json, from, end) ? end - from : 0;
            }
            case REMOTE -> remote();
            case FILE_DATA -> embedded(end - from);
            case NONE, FREE, IMAGES, DOCUMENT -> {}
        }
    }

    private void type(int from, int end) {
        announced = PartNames.isPictureType(json, from, end) || (announced && PartNames.isSourceType(json, from, end));
    }

    private void data(int from, int end) {
        if (PartNames.isPicture(json, from, end)) {
            images++;
            announced = false;
            dataBytes += end - from;
        } else {
            embedded(end - from);
        }
    }

    private void url(int from, int end) {
        boolean counted = addressDue;
        addressDue = false;
        if (PartNames.isPictureUrl(json, from, end)) {
            images += counted ? 0 : 1;
            urlBytes += end - from;
        } else if (PartNames.isDataUrl(json, from, end)) {
            embedded(end - from);
        } else if (!counted) {
            remote();
        }
    }

    private void embedded(int length) {
        embedded++;
        embeddedBytes += length;
    }

    private void remote() {
        if (announced) {
            announced = false;
            images++;
        } else {
            remote++;
        }
    }
}
