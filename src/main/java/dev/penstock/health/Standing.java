package dev.penstock.health;

import dev.penstock.call.HealthSettings;

/** How a lane stands: an immutable value, so that a change is one step, and each change can be decided purely. */
sealed interface Standing {
    /** A time before all times. */
    long EVER = Long.MIN_VALUE / 2;

    /** A probe that is silent for longer no longer keeps the next one back. */
    long PROBE_LEASE = 5_000_000_000L;

    /** No probe is under way. */
    long NONE = -1;

    Standing NEW = new Well(EVER);

    /** @param since calls that began before say nothing about it now */
    record Well(long since) implements Standing {}

    /** It is back since then, and takes more calls from moment to moment. */
    record Warming(long since) implements Standing {
        /** The share of its calls that it takes now, up to 1. */
        double share(long now, HealthSettings settings) {
            double over = settings.breaker().slowStart().toNanos();
            return now - since >= over ? 1 : 0.1 + 0.9 * (now - since) / over;
        }
    }

    /**
     * It is left alone until then; afterwards probes find out.
     *
     * @param times how often in a row
     * @param good how many good answers it has given since
     * @param probe when the probe that is under way began
     */
    record Benched(Cause cause, long since, long until, int times, int good, long probe) implements Standing {
        boolean isOver(long now) {
            return now >= until;
        }

        boolean isProbed(long now) {
            return probe != NONE && now - probe < PROBE_LEASE;
        }

        Fitness fitness(long now) {
            if (!isOver(now)) {
                return Fitness.BENCHED;
            }
            if (!cause.asksForProbes()) {
                return Fitness.FIT;
            }
            return isProbed(now) ? Fitness.BENCHED : Fitness.TRIAL;
        }

        /** How long until it may be asked; zero where it may be asked now. */
        long readyIn(long now) {
            if (!isOver(now)) {
                return until - now;
            }
            return cause.asksForProbes() && isProbed(now) ? PROBE_LEASE - (now - probe) : 0;
        }

        Benched probing(long now) {
            return new Benched(cause, since, until, times, good, now);
        }

        Benched withoutProbe() {
            return new Benched(cause, since, until, times, good, NONE);
        }

        /**
         * After an answer of a call that began then. A call that was sent all the same while it was left alone, because
         * there was nothing else, proves as much as a probe.
         */
        Standing answered(long began, long now, HealthSettings settings) {
            if (began < since) {
                return this;
            }
            if (good + 1 < cause.needed(settings)) {
                return new Benched(cause, since, Math.min(until, now), times, good + 1, NONE);
            }
            boolean slowly =
                    cause == Cause.FAILING && settings.breaker().slowStart().isPositive();
            return slowly ? new Warming(now) : new Well(now);
        }

        /**
         * After a failure of a call that began then, with how long the lane is to be left alone for it. Calls that began
         * before its time was up do not lengthen it, unless they name a later time.
         */
        Benched failed(Cause again, long began, long now, Length length) {
            if (began >= until) {
                int next = again == cause ? times + 1 : 1;
                return new Benched(again, now, now + length.nanos(next), next, 0, NONE);
            }
            if (again == cause) {
                long asked = now + length.asked();
                return length.asked() == 0 || asked <= until ? this : new Benched(cause, since, asked, times, 0, NONE);
            }
            long other = now + length.nanos(1);
            return other <= until ? this : new Benched(again, since, other, 1, 0, NONE);
        }
    }

    /**
     * How long a lane is left alone.
     *
     * @param asked what the upstream asked for; 0 where it did not
     * @param identity the lane's, which its share of chance comes from
     */
    record Length(Cause cause, long asked, long identity, long now, HealthSettings settings) {
        /** The so many-th time in a row. */
        long nanos(int times) {
            long own = cause.nanos(settings, times);
            return switch (cause) {
                case FAILING -> Math.max(asked, scattered(own));
                case THROTTLED -> asked > 0 ? asked : scattered(own);
                case EXHAUSTED, REJECTED -> own;
            };
        }

        /** A tenth more or less, so that lanes which failed together are not probed together. */
        private long scattered(long nanos) {
            double chance = Mix.fraction(Mix.of(identity, now)) * 2 - 1;
            return nanos + (long) (nanos * 0.1 * chance);
        }
    }
}
