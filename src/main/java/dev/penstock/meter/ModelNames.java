package dev.penstock.meter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The other names a price may stand under when a model's full name is in no price list: without path, vendor or date. */
final class ModelNames {
    /** -20250929 at the end or before another part, which some lists write as -2025-09-29. */
    private static final Pattern COMPACT_DATE =
            Pattern.compile("-(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?=-|:|$)");
    /** A dated snapshot (OpenAI -2024-08-06, Anthropic -20250929, Vertex @20250929 or @default) or Gemini's -001. */
    private static final Pattern SNAPSHOT = Pattern.compile(
            "(?:[-@]20[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])|-00[0-9]|@default|@latest)$");

    private ModelNames() {}

    /** A fine-tuned model has its own price: nothing may be cut from its name. */
    static boolean isFineTuned(String name) {
        return name.startsWith("ft:");
    }

    /** The other names, the nearest to the full one first, without the full one. */
    static List<String> variants(String name, List<String> vendors) {
        if (isFineTuned(name)) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>();
        String bare = withoutVendor(withoutPath(name), vendors);
        names.add(bare);
        Matcher compact = COMPACT_DATE.matcher(bare);
        names.add(compact.replaceAll("-$1-$2-$3"));
        names.add(SNAPSHOT.matcher(bare).replaceFirst(""));
        names.remove(name);
        names.remove("");
        return List.copyOf(names);
    }

    /** What a family shares: the name up to its first digit, without path and vendor. A model of ft: is of its base's. */
    static String family(String name, List<String> vendors) {
        String bare = withoutVendor(withoutPath(isFineTuned(name) ? name.substring(3) : name), vendors);
        int end = 0;
        while (end < bare.length() && (bare.charAt(end) < '0' || bare.charAt(end) > '9')) {
            end++;
        }
        return bare.substring(0, end);
    }

    /** Gemini's models/x, Vertex's projects/…/publishers/…/models/x, Bedrock's arn:…:inference-profile/x. */
    private static String withoutPath(String name) {
        if (name.startsWith("arn:")) {
            return name.substring(name.lastIndexOf('/') + 1);
        }
        boolean path = name.startsWith("models/") || name.startsWith("publishers/") || name.startsWith("projects/");
        int models = name.lastIndexOf("models/");
        return path && models >= 0 ? name.substring(models + "models/".length()) : name;
    }

    private static String withoutVendor(String name, List<String> vendors) {
        int slash = name.indexOf('/');
        return slash > 0 && vendors.contains(name.substring(0, slash)) ? name.substring(slash + 1) : name;
    }
}
