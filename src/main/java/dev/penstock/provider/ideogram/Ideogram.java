package dev.penstock.provider.ideogram;

import com.google.auto.service.AutoService;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** Ideogram: images, which pass unread. */
@AutoService(Provider.class)
public final class Ideogram extends PathProvider {
    public Ideogram() {
        super(Facts.of("ideogram", "https://api.ideogram.ai").keyIn(AuthSlot.header("api-key")));
    }
}
