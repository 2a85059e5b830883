package dev.penstock.admin.cache;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.admin.Query;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.cache.CacheKey;
import dev.penstock.cache.Purge;
import dev.penstock.call.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what is to be forgotten. A condition that is not known is refused: left out, it would make the rest forget more
 * than was meant.
 */
final class PurgeOrder {
    private static final String KEY = "key";
    private static final String CUSTOM_KEY = "cache_key";
    private static final String PROVIDER = "provider";
    private static final String MODEL = "model";
    private static final String TAG = "tag";
    private static final String TAG_NAME = "metadata.key";
    private static final String TAG_VALUE = "metadata.value";
    private static final Set<String> NAMES = Set.of(KEY, CUSTOM_KEY, PROVIDER, MODEL, TAG, TAG_NAME, TAG_VALUE);

    private PurgeOrder() {}

    static Sheet.Parameter[] parameters() {
        return new Sheet.Parameter[] {
            parameter(KEY, "Only the answer with this key: the 64 hexadecimal digits that an explanation shows"),
            parameter(CUSTOM_KEY, "Only answers to calls with this cf-aig-cache-key"),
            parameter(PROVIDER, "Only this provider's, by its name in URLs"),
            parameter(MODEL, "Only this model's"),
            parameter(TAG, "NAME:VALUE, an entry of cf-aig-metadata of the calls that brought the answers"),
            parameter(TAG_NAME, "The same as two parameters: its name"),
            parameter(TAG_VALUE, "and its value")
        };
    }

    private static Sheet.Parameter parameter(String name, String says) {
        return new Sheet.Parameter(name, says, Schemas.TEXT);
    }

    /** @throws ApiRefused 400 where it is not understood */
    static Purge of(Scope scope, Query query) {
        for (Map.Entry<String, String> pair : query.pairs()) {
            check(query, pair.getKey(), pair.getValue());
        }
        return new Purge(
                scope.account(),
                Optional.of(scope.gateway()),
                query.first(KEY).map(PurgeOrder::key),
                query.first(CUSTOM_KEY),
                query.first(PROVIDER),
                query.first(MODEL),
                tag(query));
    }

    /** What an order is about, by the names of its conditions; what they hold may be a caller's secret. */
    static String conditions(Purge purge) {
        List<String> names = new ArrayList<>();
        purge.key().ifPresent(key -> names.add(KEY));
        purge.customKey().ifPresent(key -> names.add(CUSTOM_KEY));
        purge.provider().ifPresent(provider -> names.add(PROVIDER));
        purge.model().ifPresent(model -> names.add(MODEL));
        purge.tag().ifPresent(tag -> names.add(TAG));
        return String.join(", ", names);
    }

    private static void check(Query query, String name, String value) {
        if (!NAMES.contains(name)) {
            throw wrong("There is no condition '" + name + "'; there are " + new TreeSet<>(NAMES), name);
        }
        if (value.isEmpty()) {
            throw wrong("'" + name + "' is empty; leave it out to purge whatever it is", name);
        }
        if (query.all(name).size() > 1) {
            throw wrong("'" + name + "' is given twice; send one request for each", name);
        }
    }

    private static CacheKey key(String text) {
        return CacheKey.parse(text).orElseThrow(() -> wrong("'key' must be 64 hexadecimal digits", KEY));
    }

    private static Optional<Purge.Tag> tag(Query query) {
        Optional<String> name = query.first(TAG_NAME);
        Optional<String> value = query.first(TAG_VALUE);
        Optional<String> both = query.first(TAG);
        if (name.isPresent() != value.isPresent()) {
            String missing = name.isPresent() ? TAG_VALUE : TAG_NAME;
            throw wrong("'metadata.key' and 'metadata.value' belong together; '" + missing + "' is missing", missing);
        }
        if (both.isPresent() && name.isPresent()) {
            throw wrong("'tag' stands beside 'metadata.key'; keep one", TAG);
        }
        return both.map(PurgeOrder::tag).or(() -> name.map(one -> new Purge.Tag(one, value.orElseThrow())));
    }

    private static Purge.Tag tag(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw wrong("'tag' must be NAME:VALUE, such as team:eng", TAG);
        }
        return new Purge.Tag(text.substring(0, colon), text.substring(colon + 1));
    }

    private static ApiRefused wrong(String message, String name) {
        return ApiRefused.invalid(Problem.inQuery(message, name));
    }
}
