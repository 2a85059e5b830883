package dev.penstock.config;

/**
 * Where we may follow Cloudflare to the letter or do better.
 *
 * @param providerFailureStatus the status when no provider gave a usable answer; gateway
 */
public record Compatibility(ProviderFailureStatus providerFailureStatus) {
    /** Both carry code 2005 in the body. */
    public enum ProviderFailureStatus {
        /** 502 or 504. */
        GATEWAY,
        /** 400, as Cloudflare answers. */
        CLOUDFLARE
    }
}
