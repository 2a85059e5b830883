package dev.penstock.config;

import dev.penstock.call.Dlp;
import dev.penstock.call.Guardrails;
import dev.penstock.call.Guardrails.Hazard;
import dev.penstock.call.ScreenAction;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The keys under "dlp" and "guardrails" of a gateway. */
final class ScreenKeys {
    private static final ListKind<String> PROFILE_IDS = ListKind.of(Kinds.text(1, 100), 100);
    private static final Key<Boolean> ENABLED = Key.of("enabled", Kinds.flag(), false, "Whether anything is scanned.");
    private static final Key<Optional<ScreenAction>> ACTION = Key.optional(
            "action", Kinds.oneOfCapitals(ScreenAction.class), "FLAG", "The short form: what happens on a find.");
    private static final Key<List<String>> PROFILES =
            Key.of("profiles", PROFILE_IDS, List.of(), "The short form: the detection profiles.");

    private static final Key<String> POLICY_ID = Key.required("id", Kinds.text(1, 100), "The policy's name.");
    private static final Key<Boolean> POLICY_ENABLED =
            Key.of("enabled", Kinds.flag(), true, "Whether this policy is applied.");
    private static final Key<ScreenAction> POLICY_ACTION =
            Key.required("action", Kinds.oneOfCapitals(ScreenAction.class), "What happens on a find.");
    private static final Key<List<Dlp.Side>> CHECK = Key.of(
            "check",
            ListKind.of(Kinds.oneOfCapitals(Dlp.Side.class), 2),
            List.of(Dlp.Side.REQUEST, Dlp.Side.RESPONSE),
            "Which side is scanned.");
    private static final Key<List<String>> POLICY_PROFILES =
            Key.required("profiles", PROFILE_IDS, "The detection profiles.");
    private static final Key<List<Dlp.Policy>> POLICIES = Key.of(
            "policies",
            ListKind.of(
                    new SectionKind<>(
                            List.of(POLICY_ID, POLICY_ENABLED, POLICY_ACTION, CHECK, POLICY_PROFILES),
                            ScreenKeys::policy),
                    100),
            List.of(),
            "The long form: one policy each.");

    static final SectionKind<Dlp> DLP =
            new SectionKind<>(List.of(ENABLED, ACTION, PROFILES, POLICIES), ScreenKeys::dlp);

    private static final Key<Map<String, ScreenAction>> PROMPT = hazards("prompt", "Actions on a prompt, by hazard.");
    private static final Key<Map<String, ScreenAction>> RESPONSE =
            hazards("response", "Actions on an answer, by hazard.");

    static final SectionKind<Guardrails> GUARDRAILS = new SectionKind<>(
            List.of(PROMPT, RESPONSE),
            fields -> new Guardrails(byHazard(fields.get(PROMPT)), byHazard(fields.get(RESPONSE))));

    private ScreenKeys() {}

    private static Dlp.Policy policy(Fields fields) {
        return new Dlp.Policy(
                fields.get(POLICY_ID),
                fields.get(POLICY_ENABLED),
                fields.get(POLICY_ACTION),
                Set.copyOf(fields.get(CHECK)),
                fields.get(POLICY_PROFILES));
    }

    private static Dlp dlp(Fields fields) {
        boolean shortForm =
                fields.get(ACTION).isPresent() || !fields.get(PROFILES).isEmpty();
        if (!shortForm) {
            return new Dlp(fields.get(ENABLED), fields.get(POLICIES));
        }
        if (!fields.get(POLICIES).isEmpty()) {
            fields.refuse(POLICIES, "stands beside the short form; give either policies, or action and profiles");
        }
        ScreenAction action = fields.get(ACTION).orElse(ScreenAction.FLAG);
        Dlp.Policy only = new Dlp.Policy(
                "default", true, action, Set.of(Dlp.Side.REQUEST, Dlp.Side.RESPONSE), fields.get(PROFILES));
        return new Dlp(fields.get(ENABLED), List.of(only));
    }

    private static Key<Map<String, ScreenAction>> hazards(String name, String says) {
        List<String> codes = Stream.of(Hazard.values()).map(Hazard::name).toList();
        MapKind<ScreenAction> kind =
                new MapKind<>("hazard", Kinds.oneOfCapitals(ScreenAction.class), codes.size(), ignored -> codes);
        return Key.of(name, kind, Map.of(), says);
    }

    private static Map<Hazard, ScreenAction> byHazard(Map<String, ScreenAction> byCode) {
        Map<Hazard, ScreenAction> actions = new EnumMap<>(Hazard.class);
        byCode.forEach((code, action) -> actions.put(Hazard.valueOf(code), action));
        return actions;
    }
}
