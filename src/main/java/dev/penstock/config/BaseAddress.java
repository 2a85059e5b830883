package dev.penstock.config;

/**
 * One of several addresses of a provider.
 *
 * @param url without a closing slash
 * @param weight its share of the calls, where they are shared by weight
 */
public record BaseAddress(String url, int weight) {
    public static BaseAddress of(String url) {
        return new BaseAddress(url, 1);
    }
}
