package dev.penstock.provider;

/**
 * A path cut after its first segment.
 *
 * @param rest what follows the slash, or nothing
 */
public record Cut(String first, String rest) {
    public static Cut of(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? new Cut(path, "") : new Cut(path.substring(0, slash), path.substring(slash + 1));
    }
}
