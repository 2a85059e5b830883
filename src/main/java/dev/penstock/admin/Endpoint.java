package dev.penstock.admin;

import java.util.List;

/**
 * One method on one path, with all that is to be known of it: who may call it, what it takes, what it gives. The router,
 * the authorization matrix and the OpenAPI document are made from these.
 *
 * @param path its variable parts in braces; {@code {account_id}} and {@code {gateway_id}} are checked before the handler
 */
public record Endpoint(String method, String path, Access access, Sheet sheet, Handler handler) {
    /** Below one account. */
    public static final String ACCOUNT = "/client/v4/accounts/{account_id}";

    /** Cloudflare's prefix, below one account. */
    public static final String AI_GATEWAY = ACCOUNT + "/ai-gateway";

    /** Below one gateway. */
    public static final String GATEWAY = AI_GATEWAY + "/gateways/{gateway_id}";

    /** A set of endpoints that belong together. */
    public interface Set {
        List<Endpoint> endpoints();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
