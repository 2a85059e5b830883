package dev.penstock.health;

/**
 * What a lane is known by.
 *
 * @param place the gateway of a key, the origin of a target
 * @param name the alias of a key, the model of a target
 */
record LaneName(LaneState.Kind kind, String account, String place, String provider, String name) {
    /** The same name gives the same number in every process: strings have one hash. */
    static long identity(LaneState.Kind kind, String account, String place, String provider, String name) {
        long high = Mix.of(account.hashCode(), place.hashCode());
        long low = Mix.of(provider.hashCode(), name.hashCode());
        return Mix.of(high, low + kind.name().hashCode());
    }

    boolean is(String account, String place, String provider, String name) {
        return this.name.equals(name)
                && this.place.equals(place)
                && this.provider.equals(provider)
                && this.account.equals(account);
    }
}
