package dev.penstock.json;

import java.util.List;

/**
 * What was read of a YAML file.
 *
 * @param root empty where the file could not be read to its end
 * @param faults what is wrong with it as YAML; empty means the root is whole
 */
public record YamlDocument(Yaml.Mapping root, List<Fault> faults) {
    public YamlDocument {
        faults = List.copyOf(faults);
    }

    /** One thing that is wrong, and where. */
    public record Fault(Place place, String message) {}
}
