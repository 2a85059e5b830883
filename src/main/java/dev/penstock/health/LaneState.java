package dev.penstock.health;

import java.time.Duration;
import java.util.Optional;

/**
 * What a lane is like now, for whoever looks at it.
 *
 * @param gateway whose key it is; empty for a target
 * @param place the origin of a target, the provider of a key
 * @param name the model of a target, the alias or digest of a key; never a secret
 * @param standing closed, warming, half_open, open or cooling
 * @param readyIn until it is asked again; zero where it may be asked now
 * @param firstByte the smoothed time to the first byte; zero where it is not known
 * @param inFlight calls open
 * @param openings how often it was benched since it is known
 */
public record LaneState(
        Kind kind,
        String account,
        Optional<String> gateway,
        String provider,
        String place,
        String name,
        Standing standing,
        Duration readyIn,
        Duration firstByte,
        int inFlight,
        long openings) {
    /** What the lane leads over. */
    public enum Kind {
        TARGET,
        KEY
    }

    /** How it stands. */
    public enum Standing {
        CLOSED,
        WARMING,
        HALF_OPEN,
        OPEN,
        COOLING
    }
}
