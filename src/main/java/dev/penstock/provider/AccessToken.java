package dev.penstock.provider;

import dev.penstock.call.Secret;
import java.time.Instant;

/** What a token service gave, and when it ends. */
public record AccessToken(Secret token, Instant end) {}
