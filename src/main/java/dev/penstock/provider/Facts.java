package dev.penstock.provider;

import java.util.List;
import java.util.Set;

/** What a provider is, as data. A folder begins with {@link #of} and says what differs. */
public record Facts(
        String slug,
        Set<String> aliases,
        String baseUrl,
        List<AuthSlot> authSlots,
        Set<String> consumedHeaders,
        List<String> pathForms,
        Home home,
        Endpoints endpoints) {

    /** A provider that takes a bearer token and whose answers pass unread. */
    public static Facts of(String slug, String baseUrl) {
        List<AuthSlot> bearer = List.of(AuthSlot.BEARER);
        return new Facts(slug, Set.of(), baseUrl, bearer, Set.of(), List.of("{path}"), Home.NONE, Endpoints.NONE);
    }

    public Facts alsoCalled(String... names) {
        return new Facts(slug, Set.of(names), baseUrl, authSlots, consumedHeaders, pathForms, home, endpoints);
    }

    /** Where the key stands, the usual place first. */
    public Facts keyIn(AuthSlot... slots) {
        return new Facts(slug, aliases, baseUrl, List.of(slots), consumedHeaders, pathForms, home, endpoints);
    }

    public Facts consuming(String... headers) {
        return new Facts(slug, aliases, baseUrl, authSlots, Set.of(headers), pathForms, home, endpoints);
    }

    public Facts withForms(String... forms) {
        return new Facts(slug, aliases, baseUrl, authSlots, consumedHeaders, List.of(forms), home, endpoints);
    }

    /** Paths go below this one, unless they begin with one of the roots. */
    public Facts livingAt(String path, String... roots) {
        Home there = Home.of(path, roots);
        return new Facts(slug, aliases, baseUrl, authSlots, consumedHeaders, pathForms, there, endpoints);
    }

    public Facts serving(Endpoints served) {
        return new Facts(slug, aliases, baseUrl, authSlots, consumedHeaders, pathForms, home, served);
    }
}
