package dev.penstock.app;

import dev.penstock.admin.keys.KeyLimits;
import dev.penstock.admin.policies.CommittedPolicies;
import dev.penstock.call.LimitRule;
import dev.penstock.call.Scope;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.Settings;
import dev.penstock.control.ControlState;
import dev.penstock.policy.limit.LimitBook;
import dev.penstock.policy.limit.RuleIndex;
import dev.penstock.policy.rules.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What limits the calls of each gateway, from the file and the management API together. */
final class LimitBooks {
    private LimitBooks() {}

    static Map<Scope, LimitBook> of(Settings settings, GatewayBook gateways, ControlState control) {
        Map<Scope, List<Policy>> policies = CommittedPolicies.all(control);
        Map<Scope, List<LimitRule>> keys = KeyLimits.all(control);
        RuleIndex ofFile = LimitBook.accountRules(settings.account(), settings.accountLimits(), settings.timeZone());
        RuleIndex none = LimitBook.accountRules("", List.of(), settings.timeZone());
        Map<Scope, LimitBook> books = new HashMap<>();
        for (Scope scope : gateways.scopes()) {
            LimitBook book = LimitBook.of(
                    scope,
                    gateways.settings(scope),
                    scope.account().equals(settings.account()) ? ofFile : none,
                    keys.getOrDefault(scope, List.of()),
                    policies.getOrDefault(scope, List.of()),
                    settings.timeZone());
            if (!book.isEmpty()) {
                books.put(scope, book);
            }
        }
        return books;
    }
}
