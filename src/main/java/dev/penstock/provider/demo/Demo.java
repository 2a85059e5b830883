package dev.penstock.provider.demo;

import com.google.auto.service.AutoService;
import dev.penstock.call.Route;
import dev.penstock.call.UsageRules;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Endpoints;
import dev.penstock.provider.Facts;
import dev.penstock.provider.ModelMethod;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;
import dev.penstock.provider.ProviderRequest;
import dev.penstock.provider.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The demo upstream: the paths of three vendors on one host. Its own address is nowhere; the gateway sets the real one. */
@AutoService(Provider.class)
public final class Demo extends PathProvider {
    public Demo() {
        super(Facts.of("demo", "http://127.0.0.1:1")
                .keyIn(AuthSlot.BEARER, AuthSlot.header("x-api-key"), AuthSlot.header("x-goog-api-key"))
                .withForms("{path}", "{version}/models/{model}:{method}")
                .livingAt("v1", "v1", "v1beta")
                .serving(Endpoints.NONE.chat(UsageRules.OPENAI).responses().messages()));
    }

    @Override
    public List<Served> serves() {
        List<Served> all = new ArrayList<>(super.serves());
        all.addAll(ModelMethod.gemini("v1/models/{model}"));
        return all;
    }

    @Override
    protected Route place(ProviderRequest request) {
        Route route = super.place(request);
        Optional<ModelMethod> asked = ModelMethod.in(request.rest());
        if (asked.isEmpty()) {
            return route;
        }
        ModelMethod one = asked.get();
        Served served = one.served(request.method());
        return new Route(
                route.origin(),
                route.path(),
                route.query(),
                served.dialect(),
                served.rules(),
                Optional.of(one.model()),
                one.streams());
    }
}
