package dev.penstock.meter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models of one provider. The first entry of the file that matches a name is its price. The lines are read when the
 * first of them is asked for, because reading all providers' at the start takes longer than a start may.
 */
final class PriceTable {
    private final ProviderFacts facts;
    private final Supplier<List<Named>> lines;
    /** Written by whoever asks first; two who do so at once read the same lines twice, to the same end. */
    private volatile @Nullable Models models;

    PriceTable(ProviderFacts facts, Supplier<List<Named>> lines) {
        this.facts = facts;
        this.lines = lines;
    }

    ProviderFacts facts() {
        return facts;
    }

    /** The entry of a lower-case name, exactly as it stands. */
    Optional<ModelEntry> entry(String name) {
        return models().entry(name);
    }

    List<ModelEntry> entries() {
        return Collections.unmodifiableList(models().entries);
    }

    int size() {
        return models().entries.size();
    }

    private Models models() {
        Models read = models;
        if (read == null) {
            read = new Models(lines.get());
            models = read;
        }
        return read;
    }

    private static final class Models {
        private final List<ModelEntry> entries = new ArrayList<>();
        /** Names that match as a whole, with the first entry that names them. */
        private final Map<String, Integer> whole = new HashMap<>();
        /** All other matches, in the order of their entries. */
        private final List<Indexed> others = new ArrayList<>();

        /** Takes everything at once and never changes after. */
        Models(List<Named> named) {
            for (Named model : named) {
                add(model);
            }
        }

        private void add(Named model) {
            int index = entries.size();
            entries.add(model.entry);
            for (NameMatch match : model.matches) {
                if (match instanceof NameMatch.Equal equal) {
                    whole.putIfAbsent(equal.text(), index);
                } else {
                    others.add(new Indexed(index, match));
                }
            }
        }

        Optional<ModelEntry> entry(String name) {
            int found = whole.getOrDefault(name, Integer.MAX_VALUE);
            for (Indexed other : others) {
                if (other.index >= found) {
                    break;
                }
                if (other.matches(name)) {
                    found = other.index;
                }
            }
            return found == Integer.MAX_VALUE ? Optional.empty() : Optional.of(entries.get(found));
        }
    }

    /** A model with the names it goes by. */
    record Named(ModelEntry entry, List<NameMatch> matches) {}

    private record Indexed(int index, NameMatch match) {
        /** A part found within ft:base:organisation::id says nothing of the base: only what begins with ft: counts. */
        boolean matches(String name) {
            return (match instanceof NameMatch.Begin || !ModelNames.isFineTuned(name)) && match.matches(name);
        }
    }

    /**
     * What the price file says of a provider beside its models.
     *
     * @param slugs the names it goes by, the one we write first
     * @param fallbacks providers whose prices hold here too, where this one lists none
     * @param vendors what may stand before a model's name, as vendor/name
     * @param reported whether the cost the provider itself reports is the truth
     * @param freeSuffix what ends the name of a model that is free, or empty
     * @param suffixed where name:x is priced as name of the provider (this text + x), or empty
     */
    record ProviderFacts(
            List<String> slugs,
            List<String> fallbacks,
            List<String> vendors,
            boolean reported,
            Optional<String> freeSuffix,
            Optional<String> suffixed,
            Map<String, Fraction> tiers) {
        String slug() {
            return slugs.getFirst();
        }
    }
}
