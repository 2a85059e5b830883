package dev.penstock.config;

import dev.penstock.json.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a reading finds on its way: problems, warnings, and what each key came to. Belongs to one reading. */
final class Findings {
    private static final int MOST = 100;
    private static final Place BY_DEFAULT = Place.of("default");

    private final Set<String> providers;
    private final Map<String, String> environment;
    private final List<Finding> problems = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final List<Resolved> resolved = new ArrayList<>();

    Findings(Set<String> providers, Map<String, String> environment) {
        this.providers = providers;
        this.environment = environment;
    }

    /** The slugs of all providers there are. */
    Set<String> providers() {
        return providers;
    }

    /** A variable of the process, by a name the file gives. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    void problem(Place place, String message) {
        problems.add(new Finding(place, message));
    }

    void warning(Place place, String message) {
        warnings.add(new Finding(place, message));
    }

    void resolved(String path, String value, Place place) {
        String shown = Private.isSecretLike(path, value) ? "•••" : value;
        resolved.add(new Resolved(path, shown, place.text()));
    }

    /** Defaults inside lists are not noted: they would bury what was given. */
    void resolvedByDefault(String path, String value) {
        if (!path.contains("[")) {
            resolved(path, value, BY_DEFAULT);
        }
    }

    int problemCount() {
        return problems.size();
    }

    List<String> problems() {
        return texts(problems);
    }

    /** The problems of a request's body, each with the way to its value. */
    List<Fault> faults() {
        return problems.stream()
                .map(finding -> new Fault(finding.place.path(), finding.message))
                .distinct()
                .limit(MOST)
                .toList();
    }

    List<String> warnings() {
        return texts(warnings);
    }

    List<Resolved> resolved() {
        return List.copyOf(resolved);
    }

    private static List<String> texts(List<Finding> findings) {
        List<String> texts = findings.stream()
                .sorted(Comparator.comparingInt(Finding::order))
                .map(Finding::text)
                .distinct()
                .toList();
        if (texts.size() <= MOST) {
            return texts;
        }
        List<String> first = new ArrayList<>(texts.subList(0, MOST));
        first.add("and " + (texts.size() - MOST) + " more");
        return first;
    }

    private record Finding(Place place, String message) {
        String text() {
            return place.text() + ": " + message;
        }

        /** The file from top to bottom, then variables and options. */
        int order() {
            return place.line() == 0 ? Integer.MAX_VALUE : place.line();
        }
    }
}
