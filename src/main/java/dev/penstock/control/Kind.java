package dev.penstock.control;

/** What sort of thing is kept. */
public enum Kind {
    /** The installation itself: what belongs to no account. */
    INSTALLATION(false),
    ACCOUNT(true),
    GATEWAY(true),
    /** A gateway as penstock.yaml declares it; kept so that revisions show it, changed by the file only. */
    FILE(true),
    CUSTOM_PROVIDER(true),
    ROUTE(true),
    ROUTE_VERSION(true),
    ROUTE_DEPLOYMENT(true),
    POLICY(true),
    CUSTOM_DOMAIN(true),
    /** A stored provider key; its secret is sealed beside it. */
    PROVIDER_CONFIG(false),
    /** A gateway or management token; what recognises it is sealed beside it. */
    TOKEN(false),
    DATASET(false),
    EVALUATION(false);

    private final boolean isConfiguration;

    Kind(boolean isConfiguration) {
        this.isConfiguration = isConfiguration;
    }

    /**
     * Whether a revision shows it and rolls it back. Tokens and keys are left out on purpose: what was revoked must never
     * come back.
     */
    public boolean isConfiguration() {
        return isConfiguration;
    }
}
