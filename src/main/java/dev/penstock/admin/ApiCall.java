package dev.penstock.admin;

import dev.penstock.call.Scope;
import dev.penstock.control.Actor;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import java.util.Map;

/**
 * One management request that may go on: its caller is known and allowed, its account and gateway exist.
 *
 * @param parts what stands in the braces of the endpoint's path
 */
public record ApiCall(Holder holder, Map<String, String> parts, Query query, byte[] body) {
    /** What stands in the braces of the endpoint's path. */
    public String part(String name) {
        String part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException("The endpoint's path has no {" + name + "}");
        }
        return part;
    }

    public String account() {
        return part("account_id");
    }

    public Scope scope() {
        return new Scope(account(), part("gateway_id"));
    }

    public Actor actor() {
        return holder.actor();
    }

    /** The body as a JSON object. */
    public JsonTree json() {
        JsonTree tree;
        try {
            tree = JsonTree.read(body);
        } catch (JsonMalformed malformed) {
            throw ApiRefused.invalid(Problem.inBody("The body is " + malformed.getMessage()));
        }
        if (!tree.isObject()) {
            throw ApiRefused.invalid(Problem.inBody("The body must be a JSON object"));
        }
        return tree;
    }

    @Override
    public String toString() {
        return "ApiCall[" + parts + "]";
    }
}
