package dev.penstock.control;

import java.util.List;

/**
 * What a decision comes to.
 *
 * @param account whose it is; empty for the installation's
 * @param action as the audit trail names it: "gateway created"
 * @param object what it is about, as people would find it: "gateways/support"
 */
public record Change<T>(String account, String action, String object, List<Edit> edits, T result) {
    public Change {
        edits = List.copyOf(edits);
    }
}
