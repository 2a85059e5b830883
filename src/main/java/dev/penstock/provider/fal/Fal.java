package dev.penstock.provider.fal;

import com.google.auto.service.AutoService;
import dev.penstock.call.CallRefused;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.BaseUrl;
import dev.penstock.provider.Facts;
import dev.penstock.provider.HostName;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.SafePath;
import dev.penstock.provider.Served;
import java.util.List;
import java.util.Optional;

/** fal: images and video, which pass unread. Its SDK names the real target in a header when it talks to a proxy. */
@AutoService(Provider.class)
public final class Fal extends PathProvider {
    private static final String TARGET = "x-fal-target-url";
    private static final String SCHEME = "https://";

    public Fal() {
        super(Facts.of("fal", "https://fal.run")
                .keyIn(AuthSlot.header("authorization", "Key"), AuthSlot.BEARER)
                .consuming(TARGET));
    }

    @Override
    protected Route place(ProviderRequest request) {
        List<String> targets = request.headers().all(TARGET);
        return switch (targets.size()) {
            case 0 -> super.place(request);
            case 1 -> target(request, targets.getFirst());
            default -> throw refused("is given more than once");
        };
    }

    /** The header names host, path and query; the host must be fal's, for the key goes with it. */
    private Route target(ProviderRequest request, String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("does not begin with " + SCHEME);
        }
        int question = url.indexOf('?');
        String address = question < 0 ? url : url.substring(0, question);
        Optional<String> query = question < 0 ? request.query() : Optional.of(url.substring(question + 1));
        SafePath.checkQuery(query);
        int slash = address.indexOf('/', SCHEME.length());
        String host = address.substring(SCHEME.length(), slash < 0 ? address.length() : slash);
        if (!isOurs(host)) {
            throw refused("names a host that is not fal.run, fal.ai or below them");
        }
        String path = slash < 0 ? "" : address.substring(slash + 1);
        SafePath.check(path);
        BaseUrl base = base(request, host);
        return new Route(
                base.origin(),
                base.join(path),
                query,
                Dialect.OPAQUE,
                Served.UNREAD.rules(),
                Optional.empty(),
                Optional.empty());
    }

    private static boolean isOurs(String host) {
        return host.equals("fal.run") || host.equals("fal.ai") || HostName.isBelow(host, "fal.run", "fal.ai");
    }

    private static CallRefused refused(String why) {
        return SafePath.refused("The header " + TARGET + " " + why + "; send one https URL of fal");
    }
}
