package dev.penstock.admin.providers;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Query;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The order of a list of custom providers: a field and a direction, as in {@code name ASC}. */
final class ProviderOrder {
    private static final Comparator<KeptProvider> BY_NAME =
            Comparator.comparing(one -> one.name().toLowerCase(Locale.ROOT));
    private static final Map<String, Comparator<KeptProvider>> FIELDS = Map.of(
            "name", BY_NAME,
            "slug", Comparator.comparing(KeptProvider::slug),
            "position", Comparator.comparingLong(KeptProvider::position),
            "enable", Comparator.comparing(KeptProvider::enable),
            "beta", Comparator.comparing(KeptProvider::beta),
            "created_at", Comparator.comparingLong(KeptProvider::createdAt),
            "modified_at", Comparator.comparingLong(KeptProvider::modifiedAt));

    private ProviderOrder() {}

    static Comparator<KeptProvider> of(Query query) {
        String asked = query.first("order_by").orElse("name ASC").strip();
        String[] words = asked.split(" +", 2);
        String direction = words.length == 1 ? "ASC" : words[1].toUpperCase(Locale.ROOT);
        Optional<Comparator<KeptProvider>> field = Optional.ofNullable(FIELDS.get(words[0].toLowerCase(Locale.ROOT)));
        if (field.isEmpty() || !(direction.equals("ASC") || direction.equals("DESC"))) {
            throw ApiRefused.invalid(Problem.inQuery(
                    "'order_by' must be one of "
                            + String.join(
                                    ", ", FIELDS.keySet().stream().sorted().toList()) + ", and ASC or DESC",
                    "order_by"));
        }
        Comparator<KeptProvider> order =
                direction.equals("ASC") ? field.get() : field.get().reversed();
        return order.thenComparing(BY_NAME).thenComparing(KeptProvider::id);
    }
}
