package dev.penstock.config;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A custom provider of the file's account.
 *
 * @param headers fields added to each request, which may hold a credential
 */
public record CustomProviderSettings(
        String slug, Optional<String> name, String baseUrl, boolean enable, Map<String, String> headers) {
    public CustomProviderSettings {
        headers = Map.copyOf(headers);
    }

    /** The provider this is for an account, with an id that stays the same from start to start. */
    public CustomProvider in(String account) {
        Headers.Builder fields = Headers.builder();
        new TreeMap<>(headers).forEach(fields::add);
        byte[] seed = (account + "/" + slug).getBytes(StandardCharsets.UTF_8);
        return new CustomProvider(
                account,
                UUID.nameUUIDFromBytes(seed).toString(),
                slug,
                name.orElse(slug),
                baseUrl,
                enable,
                fields.build());
    }

    @Override
    public String toString() {
        return "CustomProviderSettings[" + slug + "]";
    }
}
