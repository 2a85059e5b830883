package dev.penstock.provider.elevenlabs;

import com.google.auto.service.AutoService;
import dev.penstock.provider.AuthSlot;
import dev.penstock.provider.Facts;
import dev.penstock.provider.PathProvider;
import dev.penstock.provider.Provider;

/** ElevenLabs: speech, which passes unread. */
@AutoService(Provider.class)
public final class ElevenLabs extends PathProvider {
    public ElevenLabs() {
        super(Facts.of("elevenlabs", "https://api.elevenlabs.io").keyIn(AuthSlot.header("xi-api-key")));
    }
}
