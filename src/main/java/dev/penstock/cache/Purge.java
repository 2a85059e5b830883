package dev.penstock.cache;

import java.util.Optional;

/**
 * What is to be forgotten: all that meets every condition given.
 *
 * @param gateway empty is all of the account
 * @param customKey a value of cf-aig-cache-key
 * @param tag an entry of the metadata of the calls that brought the answers
 */
public record Purge(
        String account,
        Optional<String> gateway,
        Optional<CacheKey> key,
        Optional<String> customKey,
        Optional<String> provider,
        Optional<String> model,
        Optional<Tag> tag) {

    /** A name and a value of metadata, numbers and booleans as they are written in JSON. */
    public record Tag(String name, String value) {}
}
