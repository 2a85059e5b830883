package dev.penstock.provider.replicate;

import com.google.auto.service.AutoService;
import dev.penstock.call.Dialect;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.PathText;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Served;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replicate: predictions, begun by one POST and asked for again by GETs, which pass unread. */
@AutoService(Provider.class)
public final class Replicate extends PathProvider {
    private static final Pattern PREDICTIONS =
            Pattern.compile("(?:v1/)?(?:(?:models|deployments)/([^/]+/[^/]+)/)?predictions");

    public Replicate() {
        super(Facts.of("replicate", "https://api.replicate.com/v1")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("authorization", "Token")));
    }

    @Override
    public List<Served> serves() {
        return List.of(
                predictions("predictions"),
                predictions("models/{owner}/{model}/predictions"),
                predictions("deployments/{owner}/{deployment}/predictions"));
    }

    @Override
    protected Route place(ProviderRequest request) {
        Matcher asked = PREDICTIONS.matcher(PathText.plain(request.rest()));
        boolean isPrediction = asked.matches();
        Optional<String> model = isPrediction ? Optional.ofNullable(asked.group(1)) : Optional.empty();
        boolean isRead = isPrediction && request.method().equals("POST");
        Served served = isRead ? predictions(request.rest()) : Served.UNREAD;
        return placed(request, ownBase(request), request.rest(), served, model, Optional.empty());
    }

    private static Served predictions(String path) {
        return new Served(path, Dialect.REPLICATE, UsageRules.UNASKED);
    }
}
