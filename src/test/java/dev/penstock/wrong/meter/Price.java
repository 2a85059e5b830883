package dev.penstock.wrong.meter;

import com.knuddels.jtokkit.api.EncodingType;
import dev.penstock.wrong.store.Kept;

/** Breaks: a stage imports a store; one library in two rooms. */
public record Price(Kept kept, EncodingType type) {}
