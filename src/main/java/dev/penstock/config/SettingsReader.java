package dev.penstock.config;

import dev.penstock.json.Place;
import dev.penstock.json.Shown;
import dev.penstock.json.Yaml;
import dev.penstock.json.YamlDocument;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lays variables over the file and options over both, and checks the whole. */
final class SettingsReader {
    /** Checks each value alone: what does not fit another may be put right by a variable. */
    private static final SectionKind<Boolean> EACH_ALONE = new SectionKind<>(TopKeys.FILE.keys(), ignored -> true);

    private final Set<String> providers;
    private final Variables variables;

    SettingsReader(Set<String> providers) {
        this.providers = Set.copyOf(providers);
        this.variables = Variables.of(TopKeys.FILE, providers);
    }

    /**
     * @param environment by variable; others than ours are left alone
     * @param options by top-level key
     */
    Reading read(YamlDocument file, Map<String, String> environment, Map<String, String> options) {
        Set<String> problems = new LinkedHashSet<>();
        file.faults().forEach(fault -> problems.add(fault.place().text() + ": " + fault.message()));
        problems.addAll(problemsOf(file.root(), environment));
        environment.keySet().stream()
                .sorted()
                .filter(name -> !variables.isKnown(name))
                .forEach(name -> problems.add(
                        Shown.oneLine(name) + " is not a known variable" + Nearest.hint(name, variables.names())));
        Findings findings = new Findings(providers, environment);
        Settings settings = TopKeys.FILE.read(laidOver(file.root(), environment, options), "", findings);
        problems.addAll(findings.problems());
        return settings == null || !problems.isEmpty()
                ? new Reading.Bad(List.copyOf(problems))
                : new Reading.Good(settings, findings.resolved(), findings.warnings());
    }

    /** A mistake in the file is one even where a variable hides it. */
    private List<String> problemsOf(Yaml.Mapping root, Map<String, String> environment) {
        Findings findings = new Findings(providers, environment);
        EACH_ALONE.read(root, "", findings);
        return findings.problems();
    }

    private Yaml.Mapping laidOver(Yaml.Mapping root, Map<String, String> environment, Map<String, String> options) {
        Yaml.Mapping merged = root;
        for (Map.Entry<String, List<String>> variable : variables.paths().entrySet()) {
            String text = environment.get(variable.getKey());
            if (text != null) {
                merged = put(merged, variable.getValue(), text, Place.of(variable.getKey()));
            }
        }
        for (Map.Entry<String, String> option : options.entrySet()) {
            String name = "--" + option.getKey().replace('_', '-');
            merged = put(merged, List.of(option.getKey()), option.getValue(), Place.of(name));
        }
        return merged;
    }

    private static Yaml.Mapping put(Yaml.Mapping block, List<String> path, String text, Place place) {
        String key = path.getFirst();
        if (path.size() == 1) {
            return block.with(key, new Yaml.Field(place, new Yaml.Scalar(text, Yaml.Scalar.Type.UNTYPED, place)));
        }
        Yaml.Field present = block.fields().get(key);
        Yaml.Mapping inner = present != null && present.value() instanceof Yaml.Mapping mapping
                ? mapping
                : new Yaml.Mapping(Map.of(), place);
        Place keyPlace = present == null ? place : present.place();
        return block.with(key, new Yaml.Field(keyPlace, put(inner, path.subList(1, path.size()), text, place)));
    }
}
