package dev.penstock.app;

import dev.penstock.admin.keys.KeyCheck;
import dev.penstock.call.Secret;
import dev.penstock.provider.Providers;
import java.util.Optional;

/** What the providers' folders say of keys, for the API that stores them. */
record KeyRules(Providers providers, Snapshots snapshots) implements KeyCheck {
    @Override
    public boolean hasProvider(String account, String provider) {
        boolean isAlias = providers
                .find(provider)
                .filter(one -> !one.slug().equals(provider))
                .isPresent();
        return !isAlias && snapshots.current().hasProvider(account, provider);
    }

    @Override
    public Optional<String> problem(String account, String provider, Secret secret) {
        return snapshots.current().keyProblem(account, provider, secret);
    }
}
