package dev.penstock.policy.rules;

import java.util.List;

/**
 * Which models a policy speaks of.
 *
 * @param models as {@code provider/model}, where {@code *} stands for anything but a slash; empty for all
 * @param providers by slug; empty for all
 */
public record Resource(List<String> models, List<String> providers) {
    static final Resource EVERYTHING = new Resource(List.of(), List.of());

    public Resource {
        models = List.copyOf(models);
        providers = List.copyOf(providers);
    }

    boolean covers(String provider, String model) {
        String id = model.startsWith(provider + "/") ? model : provider + "/" + model;
        boolean isModel = models.isEmpty() || models.stream().anyMatch(pattern -> matches(pattern, id));
        return isModel && (providers.isEmpty() || providers.contains(provider));
    }

    /** Its name in the id of a bucket. */
    @Override
    public String toString() {
        if (models.isEmpty() && providers.isEmpty()) {
            return "*";
        }
        String byModel = models.isEmpty() ? "" : "model:" + String.join(",", models);
        String byProvider = providers.isEmpty() ? "" : "provider:" + String.join(",", providers);
        return byModel + (byModel.isEmpty() || byProvider.isEmpty() ? "" : ";") + byProvider;
    }

    /** Part by part between the slashes, so that no star reaches over one. */
    private static boolean matches(String pattern, String id) {
        String[] wanted = pattern.split("/", -1);
        String[] parts = id.split("/", -1);
        boolean isMatch = wanted.length == parts.length;
        for (int i = 0; i < parts.length && isMatch; i++) {
            isMatch = matchesPart(wanted[i], parts[i]);
        }
        return isMatch;
    }

    /** Takes at most the product of both lengths: a star is extended, never an earlier one again. */
    private static boolean matchesPart(String pattern, String text) {
        int p = 0;
        int star = -1;
        int resumed = 0;
        for (int t = 0; t < text.length(); ) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resumed = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resumed;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(c -> c == '*');
    }
}
