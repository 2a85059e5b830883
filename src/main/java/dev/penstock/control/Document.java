package dev.penstock.control;

import dev.penstock.json.JsonTree;

/**
 * One kept thing. Its body holds no secret.
 *
 * @param createdAt epoch milliseconds
 * @param modifiedAt epoch milliseconds
 */
public record Document(Key key, JsonTree body, long createdAt, long modifiedAt) {
    public String id() {
        return key.id();
    }
}
