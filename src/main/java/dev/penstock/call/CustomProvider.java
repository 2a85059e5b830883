package dev.penstock.call;

import java.util.regex.Pattern;

/**
 * A provider that an account adds to those that are built in, called at {@code custom-{slug}}. Other accounts do not
 * have it.
 *
 * @param id a UUID
 * @param slug letters, digits and inner hyphens, unique in its account
 * @param name what people call it
 * @param baseUrl as it was given; checked before it is kept, and its host again at each call
 * @param enabled whether it serves calls
 * @param headers fields added to each request, which may hold a credential
 */
public record CustomProvider(
        String account, String id, String slug, String name, String baseUrl, boolean enabled, Headers headers) {
    /** Before the slug, wherever a provider is named. */
    public static final String PREFIX = "custom-";

    /** What a slug may be, as a regular expression. */
    public static final String SLUG = "[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?";

    private static final Pattern SLUGS = Pattern.compile(SLUG);

    public CustomProvider {
        if (!SLUGS.matcher(slug).matches()) {
            throw new IllegalArgumentException(
                    "A slug must be 1 to 50 letters, digits and inner hyphens; it stands in URLs");
        }
        headers.forEach((field, value) -> ExtraHeaders.problem(field, value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        }));
    }

    /** The name in URLs, rows and prices. */
    public String path() {
        return PREFIX + slug;
    }
}
