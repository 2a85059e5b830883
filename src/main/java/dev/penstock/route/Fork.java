package dev.penstock.route;

import dev.penstock.route.Passed.Kind;
import java.util.List;

/** The two ways on from an element whose outcome the route must hear first. */
record Fork(Passage passage, String element, Kind kind, Way ifWell, Way otherwise) {
    /**
     * One way on.
     *
     * @param because what it means that this way is taken
     */
    record Way(String because, String elementId) {}

    Leg first() {
        return onward(ifWell);
    }

    Leg second() {
        return onward(otherwise);
    }

    private Leg onward(Way way) {
        return passage.from(
                way.elementId, List.of(new Passed(element, kind, way.because + "; on to '" + way.elementId + "'")));
    }
}
