package dev.penstock.pipeline;

import dev.penstock.health.Rival;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One of the equals of a target, with its place among the call's steps once it has one. Owned by one call. */
final class Equal {
    private final Candidate candidate;
    private final String provider;
    private final String model;
    private final Lanes lanes;
    private final int weight;
    private int place;
    private boolean isTried;
    private boolean isRuledOut;

    private Equal(Candidate candidate, String provider, String model, Lanes lanes, int weight, int place) {
        this.candidate = candidate;
        this.provider = provider;
        this.model = model;
        this.lanes = lanes;
        this.weight = weight;
        this.place = place;
    }

    /**
     * @param weight beside the candidate's own
     * @param place where its step stands already; -1 where it does not
     */
    static Equal of(CallScope scope, Candidate candidate, Step like, int weight, int place, boolean hasChoice) {
        Lanes lanes = Lanes.of(scope, candidate, like.provider(), like.model(), hasChoice);
        return new Equal(candidate, like.provider(), like.model(), lanes, weight * candidate.weight(), place);
    }

    /** One whose request is made when it is asked. */
    static Equal of(CallScope scope, CompatDraft draft, int weight) {
        Candidate candidate = draft.candidate();
        String provider = draft.seat().provider().slug();
        Lanes lanes = Lanes.of(scope, candidate, provider, draft.model(), true);
        return new Equal(candidate, provider, draft.model(), lanes, weight, -1);
    }

    String provider() {
        return provider;
    }

    String model() {
        return model;
    }

    Lanes lanes() {
        return lanes;
    }

    boolean isTried() {
        return isTried;
    }

    void tried() {
        isTried = true;
    }

    /** Whether its key was not taken: then it is never asked again. */
    boolean isRuledOut() {
        return isRuledOut;
    }

    void ruledOut() {
        isRuledOut = true;
    }

    /** What is asked, as people write it. */
    String target() {
        return HeaderText.plain(model.isEmpty() ? provider : provider + "/" + model);
    }

    /** With which key, and where. */
    String name() {
        return target() + " with " + candidate.name();
    }

    /** Its step's place; made when it is first asked for. */
    int place(CallScope scope) {
        if (place < 0) {
            place = scope.steps.size();
            scope.steps.add(candidate.step());
        }
        return place;
    }

    Rival rival(@Nullable Long priceNano) {
        return new Rival(
                weight,
                lanes.target(),
                lanes.key() == null ? lanes.target() : lanes.key(),
                priceNano == null ? OptionalLong.empty() : OptionalLong.of(priceNano));
    }
}
