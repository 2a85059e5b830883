package dev.penstock.meter;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which models names were found to mean, because cutting a name into its variants takes microseconds and the same few
 * names come again and again. A fixed number of places, each overwritten by whoever comes next: names nobody lists cost
 * their look-up and one place. All threads share it; a place is only ever replaced as a whole.
 */
final class FoundModels {
    private static final int PLACES = 4_096;

    private final AtomicReferenceArray<@Nullable Found> places = new AtomicReferenceArray<>(PLACES);

    /**
     * What a name means at a provider, whatever the time.
     *
     * @param variants the other names it may stand under
     */
    record Found(String slug, String name, List<String> variants, Optional<ModelEntry> entry) {}

    @Nullable
    Found find(String slug, String name) {
        Found found = places.get(place(slug, name));
        return found != null && found.name.equals(name) && found.slug.equals(slug) ? found : null;
    }

    void keep(Found found) {
        places.set(place(found.slug, found.name), found);
    }

    private static int place(String slug, String name) {
        int hash = 31 * slug.hashCode() + name.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
