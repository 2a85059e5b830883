package dev.penstock.provider;

import dev.penstock.call.Headers;

/**
 * A POST that buys an access token. Prints where it goes and nothing else.
 *
 * @param url the token service's own address
 */
public record TokenRequest(String url, Headers headers, byte[] body) {
    @Override
    public String toString() {
        return "POST " + url;
    }
}
